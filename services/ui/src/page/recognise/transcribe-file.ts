import { transcriptionSchema, type Transcription } from '@parley/contracts';
import { decodeSound } from '../audio/sound.js';
import { requestJson } from '../gateway/request.js';
import type { RecogniserId } from '../parts/curl.js';
import { languageName, milliseconds } from '../parts/format.js';
import type { Recognition } from './recognition.js';

export interface FileOrder {
  file: File;
  recogniser: RecogniserId;
  language: string;
  task: string;
}

/** Has a recording transcribed, and decodes it for the eye beside that. */
export async function transcribeFile(signal: AbortSignal, order: FileOrder): Promise<Recognition> {
  const form = new FormData();
  form.append('file', order.file);
  form.append('language', order.language);
  form.append('task', order.task);
  const [transcription, sound] = await Promise.all([
    requestJson(
      transcriptionSchema,
      `/${order.recogniser}/transcribe`,
      { method: 'POST', body: form },
      signal,
    ),
    order.file
      .arrayBuffer()
      .then(decodeSound)
      .catch(() => null),
  ]);
  const { segments, durationMs } = transcription;
  return { segments, interim: null, facts: factsOf(transcription), sound, durationMs };
}

function factsOf({ language, engine, confidence, processingMs, durationMs }: Transcription): string[] {
  const facts = [languageName(language), engine];
  if (confidence !== undefined) facts.push(`${Math.round(confidence * 100)} % sure`);
  if (durationMs > 0) {
    facts.push(`${milliseconds(processingMs)} for ${milliseconds(durationMs)} of sound`);
  }
  return facts;
}
