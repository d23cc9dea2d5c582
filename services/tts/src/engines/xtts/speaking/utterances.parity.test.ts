import { concatSamples } from '@parley/audio';
import type { SpeechLanguage } from '@parley/contracts';
import { afterAll, expect, test } from 'vitest';
import { embedPrompt } from '../generation/prompt.js';
import {
  FixtureBundle,
  greatestDifference,
  referenceCases,
  type ValuesAt,
} from '../testing/fixture-bundle.js';
import { VocoderStream } from '../vocoding/vocoder.js';
import { openXttsModel, type XttsModel } from '../xtts-model.js';
import { SpeechEnds } from './speech-ends.js';
import { StretchScheduler } from './stretch-scheduler.js';

interface UtteranceCase {
  text: string;
  language: SpeechLanguage;
  speaker: string;
  greedy: boolean;
  speed: number;
  temperature: number;
  repetitionPenalty: number;
  topK: number;
  topP: number;
  uniforms: number[];
  textTokens: number[];
  tokens: number[];
  waveform: ValuesAt;
}

const { cases, values } = referenceCases<UtteranceCase>('utterances');
const never = new AbortController().signal;
const fixture = new FixtureBundle();
afterAll(() => fixture.remove());

async function speak(model: XttsModel, scheduler: StretchScheduler, one: UtteranceCase) {
  const voice = model.bundle.speakers.get(one.speaker);
  if (!voice) throw new Error(`No speaker ${one.speaker}.`);
  const { startToken, stopToken } = model.tokenizer;
  const text = (await model.tokenizer.forLanguage(one.language)).encode(one.text);
  const uniforms = one.uniforms.values();
  const tokens: number[] = [];
  const chunks: Float32Array[] = [];
  const greedy = { temperature: 1, topK: 1, topP: 1, repetitionPenalty: one.repetitionPenalty };
  const utterance = {
    sequence: {
      prompt: embedPrompt(voice.gptConditioning, [startToken, ...text, stopToken], model.bundle),
      sampling: one.greedy ? greedy : one,
      uniform: () => uniforms.next().value ?? 0,
      maxTokens: 602,
      tokens,
    },
    stopToken: model.bundle.dimensions.stopToken,
    vocoder: new VocoderStream(model.vocoder, voice.speakerEmbedding, one.speed),
    ends: new SpeechEnds(Number.POSITIVE_INFINITY),
    mayShare: true,
    emit: (samples: Float32Array) => Promise.resolve(void chunks.push(samples)),
  };
  await scheduler.speak(utterance, never);
  return { text, tokens, samples: concatSamples(chunks) };
}

test.each(['in one graph', 'step by step'])(
  '%s, all texts at once become the speech that the reference makes of each',
  async (way) => {
    const model = await openXttsModel(fixture.directory(), {
      device: 'cpu',
      threads: 1,
      dtype: 'fp32',
      stepwise: way === 'step by step',
    });
    const scheduler = new StretchScheduler(model.generator);
    const spoken = await Promise.all(cases.map((one) => speak(model, scheduler, one)));
    cases.forEach(({ textTokens, tokens, waveform }, index) => {
      const found = spoken[index];
      expect(found?.text).toEqual(textTokens);
      expect(found?.tokens).toEqual(tokens);
      const ends = new SpeechEnds(Number.POSITIVE_INFINITY);
      const expected = concatSamples([ends.push(values(waveform)), ends.finish()]);
      expect(found?.samples.length).toBe(expected.length);
      expect(greatestDifference(found?.samples ?? expected, expected)).toBeLessThan(1e-4);
    });
  },
);
