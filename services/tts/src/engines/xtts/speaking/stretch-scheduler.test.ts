import { setImmediate as turn } from 'node:timers/promises';
import { Tensor } from '@parley/inference/sessions';
import { describe, expect, test } from 'vitest';
import type { GptGenerator, GptSequence } from '../network/gpt-generator.js';
import { Vocoder, VocoderStream } from '../vocoding/vocoder.js';
import { SpeechEnds } from './speech-ends.js';
import { StretchScheduler } from './stretch-scheduler.js';
import type { UtteranceParts } from './utterance.js';

const stopToken = 1025;
const never = new AbortController().signal;

/** A GPT that generates nothing but sevens, and notes who was served together. */
class ScriptedGenerator implements GptGenerator {
  readonly served: string[] = [];

  constructor(
    readonly maxRows: number,
    private readonly names = new Map<GptSequence, string>(),
  ) {}

  name(sequence: GptSequence, name: string): void {
    this.names.set(sequence, name);
  }

  async generate(rows: readonly GptSequence[], turns: number) {
    this.served.push(rows.map((row) => this.names.get(row)).join('+'));
    await turn();
    return rows.map((row) => {
      if (this.names.get(row) === 'broken') throw new Error('The graph broke.');
      const count = Math.min(turns, row.maxTokens - row.tokens.length);
      const tokens = Array.from({ length: count }, () => 7);
      row.tokens.push(...tokens);
      return { tokens, latents: new Float32Array(count) };
    });
  }

  release(): Promise<void> {
    return Promise.resolve();
  }
}

/** A vocoder of frames of one number, whose samples are all 0.1. */
const vocoder = new Vocoder(
  {
    run: async ({ frames }) => {
      await turn();
      const samples = new Float32Array((frames?.size ?? 0) * 256).fill(0.1);
      return { waveform: new Tensor(samples, [samples.length]) };
    },
    release: () => Promise.resolve(),
  },
  1,
);

function scene(maxRows: number) {
  const generator = new ScriptedGenerator(maxRows);
  const scheduler = new StretchScheduler(generator);
  const parts = (name: string, maxTokens: number, fields: Partial<UtteranceParts> = {}): UtteranceParts => {
    const sequence = {
      prompt: new Float32Array(3),
      sampling: { temperature: 1, topK: 1, topP: 1, repetitionPenalty: 1 },
      uniform: () => 0,
      maxTokens,
      tokens: [],
    };
    generator.name(sequence, name);
    return {
      sequence,
      stopToken,
      vocoder: new VocoderStream(vocoder, new Float32Array(512)),
      ends: new SpeechEnds(Number.POSITIVE_INFINITY),
      mayShare: true,
      emit: () => Promise.resolve(),
      ...fields,
    };
  };
  return { generator, scheduler, parts };
}

describe('sharing one GPT', () => {
  test('new utterances begin one by one, and go on together', async () => {
    const { generator, scheduler, parts } = scene(8);
    await Promise.all(['a', 'b', 'c'].map((name) => scheduler.speak(parts(name, 24), never)));
    expect(generator.served).toEqual(['a', 'b', 'c', 'a+b+c', 'a+b+c']);
  });

  test('each is heard before the next begins', async () => {
    const { generator, scheduler, parts } = scene(8);
    const begun: number[] = [];
    const emit = () => Promise.resolve(void begun.push(generator.served.length));
    await Promise.all(['a', 'b', 'c'].map((name) => scheduler.speak(parts(name, 24, { emit }), never)));
    expect(begun.slice(0, 3)).toEqual([1, 2, 3]);
  });

  test('one that comes later has its first turn at the next stretch', async () => {
    const { generator, scheduler, parts } = scene(8);
    const emit = () => {
      if (generator.served.length === 2 && !late) late = scheduler.speak(parts('late', 8), never);
      return Promise.resolve();
    };
    let late: Promise<void> | undefined;
    await scheduler.speak(parts('early', 40, { emit }), never);
    await late;
    expect(generator.served.slice(0, 3)).toEqual(['early', 'early', 'late']);
  });

  test('one that must come out the same again goes alone, in turns with the others', async () => {
    const { generator, scheduler, parts } = scene(8);
    await Promise.all([
      scheduler.speak(parts('a', 24), never),
      scheduler.speak(parts('seeded', 24, { mayShare: false }), never),
      scheduler.speak(parts('b', 24), never),
    ]);
    expect(generator.served).toEqual(['a', 'seeded', 'b', 'a+b', 'seeded', 'a+b', 'seeded']);
  });

  test('no more than fit are begun; the others wait for a place', async () => {
    const { generator, scheduler, parts } = scene(2);
    await Promise.all(['a', 'b', 'c'].map((name) => scheduler.speak(parts(name, 16), never)));
    expect(generator.served).toEqual(['a', 'b', 'a+b', 'c', 'c']);
  });

  test('one that is cancelled ends within a stretch, and the others go on', async () => {
    const { generator, scheduler, parts } = scene(8);
    const abort = new AbortController();
    const emit = () => {
      abort.abort(new Error('no more'));
      return Promise.resolve();
    };
    const cancelled = scheduler.speak(parts('cancelled', 600, { emit }), abort.signal);
    const other = scheduler.speak(parts('other', 24), never);
    await expect(cancelled).rejects.toThrow('no more');
    await other;
    expect(generator.served.filter((rows) => rows.includes('cancelled')).length).toBeLessThanOrEqual(2);
  });

  test('one that breaks takes nobody with it but its companions, and later ones are served', async () => {
    const { scheduler, parts } = scene(8);
    await expect(scheduler.speak(parts('broken', 16), never)).rejects.toThrow('The graph broke.');
    await scheduler.speak(parts('whole', 16), never);
  });

  test('one whose listener has enough waits, and holds up nobody', async () => {
    const { generator, scheduler, parts } = scene(8);
    const resume: (() => void)[] = [];
    const emit = () => new Promise<void>((resolve) => resume.push(resolve));
    const slow = scheduler.speak(parts('slow', 80, { emit }), never);
    await scheduler.speak(parts('quick', 80), never);
    const servedSlow = generator.served.filter((rows) => rows.includes('slow')).length;
    expect(servedSlow).toBeLessThan(4);
    const end = setInterval(() => resume.splice(0).forEach((go) => go()), 1);
    await slow;
    clearInterval(end);
  });
});
