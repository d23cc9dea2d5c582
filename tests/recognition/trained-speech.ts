import { cpSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Tiny networks that know some thirty words, and utterances that they have not seen; see their README. */
const trained = fileURLToPath(new URL('../fixtures/trained/', import.meta.url));

export const trainedModels = { whisper: join(trained, 'whisper'), ctc: join(trained, 'ctc') } as const;

/**
 * The Whisper whose decoder also gives its cross-attention, for word times: its folder holds that decoder alone, so
 * that the rest is not kept twice. Whoever calls removes the folder that is made.
 */
export function assembleTimestampedWhisper(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-whisper-timestamped-'));
  for (const source of ['whisper', 'whisper-timestamped']) {
    cpSync(join(trained, source), folder, { recursive: true });
  }
  return folder;
}

const transcriptsSchema = z.array(z.object({ file: z.string(), text: z.string() }));

export interface TrainedUtterance {
  /** A WAV file: PCM16, mono, 16 kHz. */
  wav: Buffer<ArrayBuffer>;
  /** Its samples alone, as live sockets take them. */
  pcm16: Buffer;
  text: string;
}

const wavHeaderBytes = 44;

/** The held-back utterances and what is said in them. */
export function readTrainedUtterances(): TrainedUtterance[] {
  const folder = join(trained, 'utterances');
  const list = transcriptsSchema.parse(JSON.parse(readFileSync(join(folder, 'transcripts.json'), 'utf8')));
  return list.map(({ file, text }) => {
    const wav = Buffer.from(readFileSync(join(folder, file)));
    return { wav, pcm16: wav.subarray(wavHeaderBytes), text };
  });
}

/** Silence as long as this, as a WAV file. */
export function silentWav(durationMs: number): Buffer<ArrayBuffer> {
  const [first] = readTrainedUtterances();
  if (!first) throw new Error('There are no utterances.');
  const dataBytes = durationMs * 32;
  const header = Buffer.from(first.wav.subarray(0, wavHeaderBytes));
  header.writeUInt32LE(wavHeaderBytes - 8 + dataBytes, 4);
  header.writeUInt32LE(dataBytes, 40);
  return Buffer.concat([header, Buffer.alloc(dataBytes)]);
}

/** Utterances one after the other as one WAV file, with silence between them, and the text of all. */
export function joinedRecording(utterances: readonly TrainedUtterance[], pauseMs: number) {
  const pause = Buffer.alloc(pauseMs * 32);
  const pcm16 = Buffer.concat(utterances.flatMap(({ pcm16: samples }) => [samples, pause]));
  const header = silentWav(pcm16.length / 32).subarray(0, wavHeaderBytes);
  return { wav: Buffer.concat([header, pcm16]), text: utterances.map(({ text }) => text).join(' ') };
}

/** A real recording without speech, beside the repository. */
export const noSpeechRecording = fileURLToPath(
  new URL('../../../shared/data/audio/no_speech_8s.wav', import.meta.url),
);
export const hasNoSpeechRecording = existsSync(noSpeechRecording);
