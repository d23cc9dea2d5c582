import { wavHeader } from '@parley/audio';
import {
  ParleyError,
  type SynthesizeRequest,
  maxTextCharacters,
  speechLanguages,
  speechSampleRate,
  toSpeechLanguage,
} from '@parley/contracts';
import type { SpeechChunk, SpeechRequest, TextToSpeechEngine } from './engines/text-to-speech-engine.js';
import type { TtsEvents } from './events.js';

/**
 * A client's request as an engine takes it.
 * @throws ParleyError `empty_text`, `text_too_long`, `unsupported_language`.
 */
export function toSpeechRequest(
  request: SynthesizeRequest,
  maxCharacters: number = maxTextCharacters,
): SpeechRequest {
  const text = request.text.trim();
  if (text === '')
    throw new ParleyError('empty_text', 'There is nothing to say: "text" is empty.', { param: 'text' });
  if (text.length > maxCharacters) {
    throw new ParleyError(
      'text_too_long',
      `The text has ${text.length} characters; ${maxCharacters} are the most for one request. Send it in parts.`,
      { param: 'text' },
    );
  }
  const language = toSpeechLanguage(request.language);
  if (!language) {
    throw new ParleyError(
      'unsupported_language',
      `The language "${request.language}" is unknown. Languages: ${speechLanguages.join(', ')}.`,
      { param: 'language' },
    );
  }
  return {
    text,
    language,
    speed: request.speed,
    ...(request.voice !== undefined && { voice: request.voice }),
  };
}

/** Milliseconds of speech in this many bytes of PCM16. */
export const speechMs = (bytes: number) => (bytes / (speechSampleRate * 2)) * 1_000;

/** The engine's chunks, measured: time to first audio, seconds spoken. */
export async function* speak(
  engine: TextToSpeechEngine,
  events: TtsEvents,
  request: SpeechRequest,
  signal: AbortSignal,
): AsyncGenerator<SpeechChunk> {
  const startedAt = performance.now();
  let bytes = 0;
  for await (const chunk of engine.synthesize(request, signal)) {
    if (bytes === 0) events.firstAudio(engine.id, performance.now() - startedAt);
    bytes += chunk.pcm16.byteLength;
    yield chunk;
  }
  events.spoken(engine.id, {
    language: request.language,
    characters: request.text.length,
    durationMs: Math.round(speechMs(bytes)),
    elapsedMs: Math.round(performance.now() - startedAt),
  });
}

/** The whole utterance as a WAV file. */
export async function collectWav(chunks: AsyncIterable<SpeechChunk>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const { pcm16 } of chunks) {
    parts.push(pcm16);
    bytes += pcm16.byteLength;
  }
  return Buffer.concat([wavHeader(speechSampleRate, bytes / 2), ...parts]);
}
