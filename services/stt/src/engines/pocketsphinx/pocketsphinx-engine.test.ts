import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRecording, recordings } from '../../testing/recordings.js';
import { describeSpeechToTextEngine } from '../speech-to-text-engine.conformance.js';
import { PocketSphinxEngine } from './pocketsphinx-engine.js';
import { parseWordLine } from './recognized-words.js';

describeSpeechToTextEngine('PocketSphinx', () => new PocketSphinxEngine());

const english = { language: 'en', task: 'transcribe', targetLanguage: 'en' } as const;
const { signal } = new AbortController();

describe('PocketSphinx', () => {
  it('says what to install where it is not', async () => {
    const engine = new PocketSphinxEngine({ program: 'no-such-program' });
    await expect(engine.load()).rejects.toThrow(/apt-get install pocketsphinx pocketsphinx-en-us/);
    expect(engine.readiness()).toMatchObject({ ready: false, remedy: expect.stringContaining('apt-get') });
  });

  it.skipIf(!existsSync(recordings))('comes back after its program was killed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parley-stt-test-'));
    const program = join(folder, 'program');
    writeFileSync(program, `#!/bin/sh\necho $$ > ${folder}/pid\nexec pocketsphinx_batch "$@"\n`, {
      mode: 0o700,
    });
    let crashes = 0;
    const engine = new PocketSphinxEngine({ program, concurrency: 1, onCrash: () => (crashes += 1) });
    await engine.load();
    const call = engine.transcribe(readRecording('en_jfk_11s.wav'), english, signal);
    const rejected = expect(call).rejects.toMatchObject({ code: 'engine_failed' });
    process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), 'SIGKILL');
    await rejected;
    const { text } = await engine.transcribe(readRecording('en_quilter_6s.wav'), english, signal);
    expect(text).toContain('welcome his gospel');
    expect([crashes, engine.status().restarts]).toEqual([1, 1]);
    await engine.unload();
    rmSync(folder, { recursive: true });
  });
});

describe('a line of recognised words', () => {
  it('is a word with times in milliseconds', () => {
    expect(parseWordLine('u-1 1 0.53 0.24 read(2) 0.875', 'u-1')).toEqual({
      word: 'read',
      startMs: 530,
      endMs: 770,
      confidence: 0.875,
    });
  });

  it.each([
    'u-2 1 0.53 0.24 mr 1.000',
    'u-1 1 0.53 0.24 <sil> 1.000',
    'u-1 1 0.53 0.24 [NOISE] 1.000',
    'u-1 1 0.53 0.24 ++BREATH++ 1.000',
    'INFO: batch.c(760): u-1: 1.89 seconds speech',
    'mr coulter is the apostle (u-1 -8807)',
    '',
  ])('is nothing else: %s', (line) => {
    expect(parseWordLine(line, 'u-1')).toBeUndefined();
  });
});
