import { readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StandaloneService } from '../constellation/standalone-service.js';
import { LiveListener, transcribe } from './transcribe.js';
import {
  assembleTimestampedWhisper,
  hasNoSpeechRecording,
  noSpeechRecording,
  readTrainedUtterances,
  silentWav,
  trainedModels,
} from './trained-speech.js';

const utterances = readTrainedUtterances();
/** Real-time speech, and a machine that may be busy. */
const timeoutMs = 90_000;
/** Of so few utterances; how many of a hundred are right, the fixtures' README says. */
const enough = utterances.length - 2;
const silenceMs = 1_000;
const rightOnes = (heard: readonly string[]) => utterances.filter(({ text }, index) => heard[index] === text);

/** The small networks that were trained on synthetic speech prove the way from sound to words, end to end. */
describe.each([
  ['whisper', trainedModels.whisper],
  ['ctc', trainedModels.ctc],
] as const)('speech to text with a trained %s model', { timeout: timeoutMs }, (engine, model) => {
  let service: StandaloneService;
  beforeAll(async () => {
    service = await StandaloneService.start('stt', { STT_ENGINE: engine, STT_MODEL: model });
  });
  afterAll(() => service.stop());

  it('hears what is said in a file', async () => {
    const heard: string[] = [];
    for (const { wav } of utterances) heard.push((await transcribe(service.url(''), wav)).text.trim());
    expect(rightOnes(heard).length, JSON.stringify(heard)).toBeGreaterThanOrEqual(enough);
  });

  it('hears what is said on a live socket', async () => {
    const heard: string[] = [];
    for (const { pcm16 } of utterances) {
      const listener = await LiveListener.open(service.url(''));
      await listener.say(Buffer.concat([pcm16, Buffer.alloc(silenceMs * 32)]), 8);
      await listener.stop();
      heard.push(listener.text.trim());
    }
    expect(rightOnes(heard).length, JSON.stringify(heard)).toBeGreaterThanOrEqual(enough);
  });

  it('hears nothing in digital silence', async () => {
    expect(await transcribe(service.url(''), silentWav(8_000))).toMatchObject({ text: '', segments: [] });
  });

  it.skipIf(!hasNoSpeechRecording)(
    'hears nothing where nobody speaks (skipped without shared/data)',
    async () => {
      const wav = Buffer.from(readFileSync(noSpeechRecording));
      expect(await transcribe(service.url(''), wav)).toMatchObject({ text: '', segments: [] });
      const listener = await LiveListener.open(service.url(''));
      await listener.say(wav.subarray(44), 8);
      await listener.stop();
      expect(listener.text).toBe('');
    },
  );
});

describe('a trained Whisper whose decoder shows its attention', { timeout: timeoutMs }, () => {
  let service: StandaloneService;
  const model = assembleTimestampedWhisper();
  beforeAll(async () => {
    service = await StandaloneService.start('stt', {
      STT_ENGINE: 'whisper',
      STT_MODEL: model,
      // The decoder that shows its attention is not there in 8 bit.
      STT_DTYPE: 'fp32',
    });
  });
  afterAll(async () => {
    await service.stop();
    rmSync(model, { recursive: true });
  });

  it('says when each word was said', async () => {
    const [utterance] = utterances.toSorted((a, b) => b.text.length - a.text.length);
    if (!utterance) throw new Error('There are no utterances.');
    const { segments, durationMs } = await transcribe(service.url(''), utterance.wav, {
      word_timestamps: 'true',
    });
    const words = segments.flatMap((segment) => segment.words ?? []);
    expect(words.map(({ word }) => word.trim())).toEqual(
      segments.flatMap(({ text }) => text.trim().split(' ')),
    );
    const times = words.flatMap(({ startMs, endMs }) => [startMs, endMs]);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeLessThanOrEqual(durationMs);
  });
});
