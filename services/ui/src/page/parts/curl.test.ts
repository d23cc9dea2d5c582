import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { cloneCurl, renderCurl, synthesizeCurl, transcribeCurl } from './curl.js';

/** The arguments that a POSIX shell hands to `curl` for this line. */
function argumentsOf(line: string): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }; ${line}`;
  return execFileSync('/bin/sh', ['-c', script]).toString().split('\0').slice(0, -1);
}

describe('curl lines', () => {
  it('reads as the README writes it', () => {
    expect(synthesizeCurl({ text: 'Hallo Welt', language: 'de', speed: 1 })).toBe(
      `curl -X POST http://localhost:8082/synthesize -H "Content-Type: application/json" -d '{"text":"Hallo Welt","language":"de"}' -o output.wav`,
    );
    expect(
      transcribeCurl({ recogniser: 'stt', fileName: 'audio.wav', language: 'de', task: 'transcribe' }),
    ).toBe('curl -X POST http://localhost:8083/transcribe -F "file=@audio.wav" -F "language=de"');
    expect(renderCurl({ fileName: 'avatar.png', expression: 'happy', intensity: 1, sliders: [] })).toBe(
      'curl -X POST http://localhost:8081/api/render -F "source_image=@avatar.png" -F "expression=happy" -F "intensity=1.0" -o frame.jpg',
    );
  });

  it('survives a shell, whatever was typed', () => {
    const text = `It's "fine" – $HOME \`id\` \\ !\nnew line`;
    const body = argumentsOf(synthesizeCurl({ text, language: 'en', speed: 1.5 })).at(-3);
    expect(JSON.parse(body ?? '')).toEqual({ text, language: 'en', speed: 1.5 });
    const clone = argumentsOf(cloneCurl({ text, language: 'en', fileName: 'a "b" $c.wav' }));
    expect(clone).toContain(`text=${text}`);
    expect(clone).toContain('speaker_audio=@a "b" $c.wav');
  });
});
