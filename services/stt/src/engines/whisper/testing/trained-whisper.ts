import { mkdtempSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { floatFromPcm16 } from '@parley/audio';
import { z } from 'zod';

const fixtures = fileURLToPath(new URL('../../../../../../tests/fixtures/trained', import.meta.url));

/** The tiny Whisper that was trained for tests: it knows 27 words (tests/fixtures/trained/README.md). */
export const trainedWhisper = join(fixtures, 'whisper');

/** A folder with the same in float32 and a decoder that gives its attention, for the times of words. */
export function trainedWhisperWithWords(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-trained-whisper-'));
  const small = readdirSync(trainedWhisper).filter((name) => name !== 'onnx');
  const decoder = join(fixtures, 'whisper-timestamped', 'onnx', 'decoder_model_merged.onnx');
  for (const name of small) symlinkSync(join(trainedWhisper, name), join(folder, name));
  symlinkSync(join(trainedWhisper, 'onnx', 'encoder_model.onnx'), join(folder, 'encoder_model.onnx'));
  symlinkSync(decoder, join(folder, 'decoder_model_merged.onnx'));
  return folder;
}

const transcriptsSchema = z.array(
  z.object({ file: z.string(), text: z.string(), wordStartSeconds: z.array(z.number()) }),
);

/** An utterance that the network never heard in training. */
export interface Utterance {
  path: string;
  text: string;
  wordStartSeconds: readonly number[];
  read: () => Float32Array;
}

export function readUtterances(): Utterance[] {
  const folder = join(fixtures, 'utterances');
  const transcripts: unknown = JSON.parse(readFileSync(join(folder, 'transcripts.json'), 'utf8'));
  return transcriptsSchema.parse(transcripts).map(({ file, text, wordStartSeconds }) => {
    const path = join(folder, file);
    return { path, text, wordStartSeconds, read: () => readSamples(path) };
  });
}

function readSamples(path: string): Float32Array {
  const bytes = Buffer.from(readFileSync(path));
  return floatFromPcm16(bytes.subarray(bytes.indexOf('data') + 8));
}
