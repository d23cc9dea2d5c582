import { speechSampleRate } from '@parley/contracts';
import type { SpeechChunk, SpeechRequest, TextToSpeechEngine } from '../../engines/text-to-speech-engine.js';

const bytesPerMs = (speechSampleRate * 2) / 1_000;
const firstChunkMs = 400;
const laterChunkMs = 700;

/**
 * An engine that keeps to itself when it says what, and streams each sentence in several chunks, as XTTS does: real
 * speech, so that what an aligner finds can be compared with what the engine knew.
 */
export function untimed(engine: TextToSpeechEngine): TextToSpeechEngine {
  return {
    id: engine.id,
    languages: engine.languages,
    voices: engine.voices,
    load: (signal) => engine.load(signal),
    status: () => engine.status(),
    unload: () => engine.unload(),
    async *synthesize(request, signal) {
      const sentences = new Intl.Segmenter(request.language, { granularity: 'sentence' }).segment(
        request.text,
      );
      let index = 0;
      for (const { segment } of sentences) {
        const text = segment.trim();
        if (text !== '') yield* speakPiece(engine, { ...request, text }, index, signal);
        index += 1;
      }
    },
  };
}

async function* speakPiece(
  engine: TextToSpeechEngine,
  request: SpeechRequest,
  index: number,
  signal: AbortSignal,
): AsyncGenerator<SpeechChunk> {
  const parts: Uint8Array[] = [];
  for await (const { pcm16 } of engine.synthesize(request, signal)) parts.push(pcm16);
  const speech = Buffer.concat(parts);
  let chunkMs = firstChunkMs;
  for (let from = 0; from < speech.length; chunkMs = laterChunkMs) {
    const to = Math.min(speech.length, from + chunkMs * bytesPerMs);
    const pcm16 = Uint8Array.from(speech.subarray(from, to));
    yield { pcm16, visemes: [], spoken: { index, text: request.text, isLast: to === speech.length } };
    from = to;
  }
}
