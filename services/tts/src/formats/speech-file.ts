import { encodeAudio, encodeWholeAudio, wavHeader } from '@parley/audio';
import { type SpeechFormat, speechSampleRate } from '@parley/contracts';
import type { SpeechChunk } from '../engines/text-to-speech-engine.js';
import type { Speech } from '../speaking/speak.js';

export const contentTypes: Readonly<Record<SpeechFormat, string>> = {
  wav: 'audio/wav',
  pcm: 'audio/pcm',
  mp3: 'audio/mpeg',
  opus: 'audio/ogg; codecs=opus',
  flac: 'audio/flac',
  aac: 'audio/aac',
};

/** Speech as a whole file, which tells its length. */
export async function wholeFile(
  speech: Speech,
  format: SpeechFormat,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const pcm16 = soundOf(speech.chunks);
  if (format !== 'wav' && format !== 'pcm')
    return encodeWholeAudio(pcm16, optionsFor(speech, format), signal);
  const parts: Uint8Array[] = [];
  for await (const part of pcm16) parts.push(part);
  const pcm = Buffer.concat(parts);
  return format === 'pcm' ? pcm : Buffer.concat([wavHeader(speechSampleRate, pcm.length / 2), pcm]);
}

/** Speech as bytes while it is made; a WAV header then says that nobody knows its length. */
export function streamedFile(
  speech: Speech,
  format: SpeechFormat,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const pcm16 = soundOf(speech.chunks);
  if (format === 'pcm') return pcm16;
  if (format === 'wav') return withHeader(wavHeader(speechSampleRate), pcm16);
  return encodeAudio(pcm16, optionsFor(speech, format), signal);
}

const optionsFor = <Format extends SpeechFormat>({ engine }: Speech, format: Format) => ({
  format,
  sampleRate: speechSampleRate,
  comment: `AI-generated speech (Parley, ${engine})`,
});

async function* soundOf(chunks: AsyncIterable<SpeechChunk>): AsyncGenerator<Uint8Array> {
  for await (const { pcm16 } of chunks) if (pcm16.byteLength > 0) yield pcm16;
}

async function* withHeader(header: Uint8Array, parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield header;
  yield* parts;
}
