import { randomInt } from 'node:crypto';
import { pcm16FromFloat } from '@parley/audio';
import { ParleyError } from '@parley/contracts';
import type { SpeakerLatents, SpeechChunk } from '../../text-to-speech-engine.js';
import { spokenForm } from '../../../spoken-form/spoken-form.js';
import { embedPrompt } from '../generation/prompt.js';
import { randomNumbers } from '../generation/random-numbers.js';
import { toSampling } from '../generation/sampling.js';
import { speechLength } from '../generation/speech-length.js';
import { speakerEmbeddingSize } from '../model/speakers.js';
import { splitForSpeech } from '../text/index.js';
import { VocoderStream } from '../vocoding/vocoder.js';
import type { XttsModel } from '../xtts-model.js';
import type { XttsSpeech } from '../xtts-protocol.js';
import { SpeechEnds } from './speech-ends.js';
import type { StretchScheduler } from './stretch-scheduler.js';

/** Positions of audio that coqui leaves unused: 608 are there, 602 tokens are generated (gpt.py, max_gen_mel_tokens). */
const unusedPositions = 6;
const seeds = 2 ** 31;

/**
 * Speaks a text piece by piece, in the order of the text.
 * @param emit takes a chunk; resolves when there is room for the next
 * @throws ParleyError `unknown_voice`, `unsupported_language`, `empty_text`; the signal's reason
 */
export async function speakText(
  model: XttsModel,
  scheduler: StretchScheduler,
  speech: XttsSpeech,
  emit: (chunk: SpeechChunk) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { text, language, speed } = speech;
  const speaker = speakerOf(model, speech.speaker);
  const tokenizer = await model.tokenizer.forLanguage(language);
  const seed = speech.seed ?? randomInt(seeds);
  let index = 0;
  for (const piece of splitForSpeech(spokenForm(text, language), tokenizer)) {
    const spoken = { index, text: tokenizer.spoken(piece) };
    const { maxTokens, plausibleSamples } = speechLength(spoken.text, mostTokens(model), speed);
    const tokens = [model.tokenizer.startToken, ...tokenizer.encode(piece), model.tokenizer.stopToken];
    const utterance = {
      sequence: {
        prompt: embedPrompt(speaker.gptConditioning, tokens, model.bundle),
        sampling: toSampling(speech.sampling),
        uniform: randomNumbers(seed + index),
        maxTokens,
        tokens: [],
      },
      stopToken: model.bundle.dimensions.stopToken,
      vocoder: new VocoderStream(model.vocoder, speaker.speakerEmbedding, speed),
      ends: new SpeechEnds(plausibleSamples),
      mayShare: speech.seed === undefined,
      emit: (samples: Float32Array, isLast: boolean) =>
        emit({ pcm16: pcm16FromFloat(samples), visemes: [], spoken: { ...spoken, isLast } }),
    };
    await scheduler.speak(utterance, signal);
    index += 1;
  }
  if (index === 0)
    throw new ParleyError('empty_text', 'There is nothing to say in this text.', { param: 'text' });
}

function mostTokens({ bundle }: XttsModel): number {
  return bundle.melTables.positions.length / bundle.dimensions.width - unusedPositions;
}

function speakerOf({ bundle }: XttsModel, speaker: XttsSpeech['speaker']): SpeakerLatents {
  if (typeof speaker === 'string') {
    const known = bundle.speakers.get(speaker);
    if (known) return known;
    throw new ParleyError('unknown_voice', `There is no voice "${speaker}".`, { param: 'voice' });
  }
  const { conditioningPositions, width } = bundle.dimensions;
  const fits =
    speaker.gptConditioning.length === conditioningPositions * width &&
    speaker.speakerEmbedding.length === speakerEmbeddingSize;
  if (fits) return speaker;
  throw new ParleyError('unknown_voice', 'This voice was made by another model. Please make it again.', {
    param: 'voice',
  });
}
