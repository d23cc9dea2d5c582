import { afterAll, describe, expect, test } from 'vitest';
import { embedPrompt } from '../generation/prompt.js';
import { readBundle, type XttsBundle } from '../model/xtts-bundle.js';
import {
  FixtureBundle,
  greatestDifference,
  referenceCases,
  type ValuesAt,
} from '../testing/fixture-bundle.js';
import type { GptSequence } from './gpt-generator.js';
import { openGpt } from './open-gpt.js';

interface GptCase {
  seed: number;
  speaker: string;
  textTokens: number[];
  greedy: boolean;
  repetitionPenalty: number;
  temperature?: number;
  topK?: number;
  topP?: number;
  maximumTokens: number | null;
  uniforms: number[];
  tokens: number[];
  stopped: boolean;
  latents: ValuesAt | null;
}

const { cases, values } = referenceCases<GptCase>('gpt');
const fixture = new FixtureBundle();
afterAll(() => fixture.remove());
const [startText, stopText] = [261, 0];

function sequenceOf(one: GptCase, bundle: XttsBundle): GptSequence {
  const speaker = bundle.speakers.get(one.speaker);
  if (!speaker) throw new Error(`No speaker ${one.speaker}.`);
  const uniforms = one.uniforms.values();
  return {
    prompt: embedPrompt(speaker.gptConditioning, [startText, ...one.textTokens, stopText], bundle),
    sampling: {
      temperature: one.temperature ?? 1,
      topK: one.greedy ? 1 : one.topK || bundle.dimensions.audioTokens,
      topP: one.topP ?? 1,
      repetitionPenalty: one.repetitionPenalty,
    },
    uniform: () => uniforms.next().value ?? 0,
    maxTokens: one.maximumTokens ?? 602,
    tokens: [],
  };
}

async function open(stepwise: boolean) {
  const bundle = readBundle(fixture.directory());
  const notes: string[] = [];
  const float = bundle.graphs.gpt.filter(({ dtype }) => dtype === 'fp32');
  const options = {
    device: 'cpu' as const,
    threads: 1,
    stepwise,
    onNote: (note: string) => notes.push(note),
  };
  return { bundle, notes, gpt: await openGpt(float, bundle.dimensions, bundle.melTables, options) };
}

describe.each([
  { way: 'in one graph', stepwise: false },
  { way: 'step by step', stepwise: true },
])('generation $way', ({ stepwise }) => {
  test('gives the reference its tokens and its latents, greedy and sampled with the same random numbers', async () => {
    const { bundle, gpt, notes } = await open(stepwise);
    expect(notes).toEqual([]);
    expect(gpt.generatesInGraph).toBe(!stepwise);
    expect(cases.length).toBeGreaterThanOrEqual(50);
    expect(cases.filter(({ greedy }) => !greedy).length).toBeGreaterThanOrEqual(40);
    for (const one of cases) {
      const sequence = sequenceOf(one, bundle);
      const latents: number[] = [];
      // Stretches of any length: 1, 8, 9, 10 ...
      for (
        let turns = 1;
        sequence.tokens.length < sequence.maxTokens && sequence.tokens.at(-1) !== 1025;
        turns++
      ) {
        const [stretch] = await gpt.generator.generate([sequence], turns === 1 ? 1 : turns + 6);
        for (const value of stretch?.latents ?? []) latents.push(value);
      }
      expect({ seed: one.seed, tokens: sequence.tokens }).toEqual({ seed: one.seed, tokens: one.tokens });
      if (one.latents) {
        expect(greatestDifference(Float32Array.from(latents), values(one.latents))).toBeLessThan(1e-4);
      }
    }
    await gpt.generator.release();
  }, 120_000);
});

test('rows of different lengths in one batch give what each gives alone', async () => {
  const { bundle, gpt } = await open(false);
  const chosen = cases.filter((_, index) => index % 9 === 0);
  const rows = chosen.map((one) => sequenceOf(one, bundle));
  for (const row of rows) await gpt.generator.generate([row], 3);
  for (;;) {
    const left = rows.filter((row) => row.tokens.length < row.maxTokens && row.tokens.at(-1) !== 1025);
    if (left.length === 0) break;
    await gpt.generator.generate(left.slice(0, gpt.generator.maxRows), 7);
  }
  expect(rows.map(({ tokens }) => tokens)).toEqual(chosen.map(({ tokens }) => tokens));
  await gpt.generator.release();
});

test('in 8 bits, the loop gives nearly the latents that the export gives step by step', async () => {
  const bundle = readBundle(fixture.directory());
  const files = bundle.graphs.gpt.filter(({ dtype }) => dtype === 'int8');
  const notes: string[] = [];
  const onNote = (note: string) => notes.push(note);
  const [loop, steps] = await Promise.all(
    [false, true].map((stepwise) =>
      openGpt(files, bundle.dimensions, bundle.melTables, { device: 'cpu', threads: 1, stepwise, onNote }),
    ),
  );
  expect(notes).toEqual([]);
  expect([loop?.generatesInGraph, steps?.generatesInGraph]).toEqual([true, false]);
  for (const one of cases.slice(0, 20)) {
    const [found, expected] = await Promise.all(
      [loop, steps].map((gpt) => gpt?.generator.generate([sequenceOf(one, bundle)], 1)),
    );
    const latents = expected?.[0]?.latents ?? new Float32Array();
    const size = greatestDifference(latents, new Float32Array(latents.length));
    expect(greatestDifference(found?.[0]?.latents ?? latents, latents) / size).toBeLessThan(0.1);
  }
});

test('a voice that was heard before gives the same tokens', async () => {
  const { bundle, gpt } = await open(false);
  const one = cases.find(({ greedy, latents }) => !greedy && latents);
  if (!one) throw new Error('There is no such case.');
  const runs = [sequenceOf(one, bundle), sequenceOf(one, bundle)];
  const stretches = [];
  for (const sequence of runs) stretches.push(await gpt.generator.generate([sequence], one.tokens.length));
  expect(stretches[1]).toEqual(stretches[0]);
  expect(runs[0]?.tokens).toEqual(one.tokens);
  await gpt.generator.release();
});
