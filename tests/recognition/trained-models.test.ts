import { readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StandaloneService } from '../constellation/standalone-service.js';
import { LiveListener, transcribe } from './transcribe.js';
import {
  assembleTimestampedWhisper,
  hasNoSpeechRecording,
  joinedRecording,
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

describe(
  "a trained Whisper with openai/whisper's and faster-whisper's options",
  { timeout: timeoutMs },
  () => {
    let service: StandaloneService;
    beforeAll(async () => {
      service = await StandaloneService.start('stt', {
        STT_ENGINE: 'whisper',
        STT_MODEL: trainedModels.whisper,
      });
    });
    afterAll(() => service.stop());

    const [first] = utterances;
    const listen = (fields: Record<string, string>) =>
      transcribe(service.url(''), first?.wav ?? silentWav(1_000), { language: 'en', ...fields });

    it('search with beams', async () => {
      const heard = await listen({ beam_size: '5', patience: '1.5', length_penalty: '0.6' });
      expect(heard.text).toBe(first?.text);
    });

    it('never write what is suppressed', async () => {
      const usual = await listen({});
      const [token = -1] = usual.segments[0]?.decoding?.tokens ?? [];
      const other = await listen({ suppress_tokens: `-1,${token}` });
      expect(other.segments.flatMap(({ decoding }) => decoding?.tokens)).not.toContain(token);
      expect(other.text).not.toBe(usual.text);
      await expect(listen({ suppress_tokens: '199999' })).rejects.toThrow(/400.*suppress_tokens/);
    });

    it.each([
      ['batched', { compression_ratio_threshold: '0', best_of: '2' }],
      ['sequential', { compression_ratio_threshold: '0', condition_on_previous_text: 'false' }],
    ])('try again what looks wrong to them (%s)', async (mode, fields) => {
      const { segments } = await listen({ mode, ...fields });
      expect(segments.map(({ decoding }) => decoding?.temperature)).toEqual(segments.map(() => 1));
      expect(segments.length).toBeGreaterThan(0);
    });

    it.each(['batched', 'sequential'])('take for silence what they say is silence (%s)', async (mode) => {
      const heard = await listen({
        mode,
        no_speech_threshold: '0',
        log_prob_threshold: '0',
        temperature: '0',
      });
      expect(heard.text).toBe('');
    });

    it('hear a recording window after window, and who speaks meanwhile between two of them', async () => {
      const { wav } = joinedRecording([...utterances, ...utterances], 500);
      const fields = { mode: 'sequential', language: 'en' };
      const undisturbed = await transcribe(service.url(''), wav, fields);
      let isHeard = false;
      const recording = transcribe(service.url(''), wav, fields).finally(() => (isHeard = true));
      const listener = await LiveListener.open(service.url(''));
      await listener.say(Buffer.concat([first?.pcm16 ?? Buffer.alloc(0), Buffer.alloc(silenceMs * 32)]), 8);
      await expect.poll(() => listener.events.some(({ event }) => event === 'final')).toBe(true);
      expect(isHeard).toBe(false);
      await listener.stop();
      expect(listener.text.trim()).toBe(first?.text);
      expect((await recording).segments).toEqual(undisturbed.segments);
    });

    it("are known to OpenAI's endpoint", async () => {
      const ask = async (fields: Record<string, string>) => {
        const form = new FormData();
        form.append('file', new Blob([first?.wav ?? silentWav(1_000)]), 'a.wav');
        for (const [name, value] of Object.entries(fields)) form.append(name, value);
        return fetch(service.url('/v1/audio/transcriptions'), { method: 'POST', body: form });
      };
      const heard = await ask({ beam_size: '3', response_format: 'text' });
      expect((await heard.text()).trim()).toBe(first?.text);
      const silent = await ask({ no_speech_threshold: '0', logprob_threshold: '0', response_format: 'text' });
      expect((await silent.text()).trim()).toBe('');
      const refused = await ask({ beam_size: '99' });
      expect([refused.status, (await refused.json()).error.param]).toEqual([400, 'beam_size']);
    });
  },
);

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
