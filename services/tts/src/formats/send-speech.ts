import { once } from 'node:events';
import { ParleyError, type SpeechFormat } from '@parley/contracts';
import type { Response } from 'express';
import type { Speech } from '../speaking/speak.js';
import { contentTypes, streamedFile, wholeFile } from './speech-file.js';

/** A client that takes nothing for this long is gone: it would keep its place from others. */
const stallLimitMs = 60_000;

export interface SpeechAnswer {
  format: SpeechFormat;
  /** Sends while the speech is made, in place of a whole file. */
  stream: boolean;
}

/** Answers with speech; the headers say who spoke it, and that it was a machine. */
export async function sendSpeech(
  response: Response,
  speech: Speech,
  { format, stream }: SpeechAnswer,
  signal: AbortSignal,
): Promise<void> {
  describeSpeech(response, speech);
  response.type(contentTypes[format]);
  if (!stream) {
    const file = await wholeFile(speech, format, signal);
    response.send(Buffer.from(file.buffer, file.byteOffset, file.byteLength));
    return;
  }
  await sendParts(response, streamedFile(speech, format, signal), signal);
}

/** What an answer says of its speech beside the speech itself. */
export function describeSpeech(response: Response, { engine, language, fallback }: Speech): void {
  response.set({
    'x-parley-engine': engine,
    'x-parley-language': language,
    'x-parley-ai-generated': 'true',
    ...(fallback && { 'x-parley-fallback': engine }),
  });
}

/** Writes each part when it is there, no faster than the client reads. */
export async function sendParts(
  response: Response,
  parts: AsyncIterable<Uint8Array | string>,
  signal: AbortSignal,
): Promise<void> {
  for await (const part of parts) {
    if (signal.aborted || response.destroyed) throw gone();
    if (response.write(part)) continue;
    await once(response, 'drain', {
      signal: AbortSignal.any([signal, AbortSignal.timeout(stallLimitMs)]),
    }).catch(() => {
      throw gone();
    });
  }
  response.end();
}

const gone = () => new ParleyError('cancelled', 'The client went away.');
