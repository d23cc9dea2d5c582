import { afterAll, expect, test } from 'vitest';
import { distance, encodeNoise, FixtureNetworks, randomNumbers } from './testing/fixture-networks.js';
import { greedyBySteps } from './testing/greedy-by-steps.js';
import type { GeneratedRow, GreedyGeneration } from './whisper-network.js';

const networks = new FixtureNetworks();
afterAll(() => networks.remove());
const open = networks.open.bind(networks);

const never = new AbortController().signal;

interface Vocabulary {
  endOfText: number;
  startOfTranscript: number;
  noSpeech: number;
  noTimestamps: number;
}
const multilingual = { endOfText: 50257, startOfTranscript: 50258, noSpeech: 50362, noTimestamps: 50363 };
const largeV3 = { endOfText: 50257, startOfTranscript: 50258, noSpeech: 50363, noTimestamps: 50364 };
const english = { endOfText: 50256, startOfTranscript: 50257, noSpeech: 50361, noTimestamps: 50362 };

/** Any prompt, batch and rules, by a seed. */
function randomGeneration(seed: number, rows: number, vocabulary: Vocabulary): GreedyGeneration {
  const random = randomNumbers(seed);
  const below = (bound: number) => Math.floor(random() * bound);
  const { endOfText, startOfTranscript, noSpeech, noTimestamps } = vocabulary;
  const before = below(3) * below(20);
  const stamped = random() < 0.75;
  const begin = noTimestamps + 1;
  const prefixLength = stamped && random() < 0.3 ? 1 + below(3) : 0;
  const prefixToken = () => (random() < 0.4 ? begin + below(300) : below(50000));
  const prompts = Array.from({ length: rows }, () => [
    ...Array.from({ length: before }, () => below(50000)),
    startOfTranscript,
    startOfTranscript + 1 + below(90),
    ...(stamped ? [] : [noTimestamps]),
    ...Array.from({ length: prefixLength }, prefixToken),
  ]);
  return {
    prompts,
    startOfTranscriptIndex: before,
    maxNewTokens: 1 + below(random() < 0.05 ? 460 : 40),
    endOfText,
    noSpeech: random() < 0.8 ? noSpeech : undefined,
    suppressed: Array.from({ length: below(200) }, () => below(50000)).concat(startOfTranscript, noSpeech),
    suppressedAtBegin: random() < 0.5 ? [220, endOfText] : [],
    ...(stamped && {
      timestamps: {
        noTimestamps,
        begin,
        prefixLength,
        ...(random() < 0.7 && { maxInitialIndex: below(100) }),
      },
    }),
  };
}

const cases = [
  { model: 'tiny-random', vocabulary: multilingual, seeds: 24 },
  { model: 'tiny-random-large-v3', vocabulary: largeV3, seeds: 8 },
  { model: 'tiny-random.en', vocabulary: english, seeds: 8 },
] as const;

test.each(cases)(
  '$model: the loop gives the tokens that the export gives step by step',
  async (one) => {
    const loop = await open(one.model, { dtype: 'fp32' });
    const steps = await open(one.model, { dtype: 'fp32', stepwise: true });
    expect(loop.notes).toEqual([]);
    expect([loop.network.generatesInGraph, steps.network.generatesInGraph]).toEqual([true, false]);
    const lengths = new Set<number>();
    for (let seed = 0; seed < one.seeds; seed++) {
      const rows = 1 + (seed % 4);
      const generation = randomGeneration(seed, rows, one.vocabulary);
      const expected = await greedyBySteps(
        steps.network,
        await encodeNoise(steps.network, seed, rows),
        generation,
      );
      const found = await loop.network.generate?.(
        await encodeNoise(loop.network, seed, rows),
        generation,
        never,
      );
      expectRows(found, expected, seed);
      for (const { tokens } of expected) lengths.add(tokens.length);
    }
    expect(lengths.size).toBeGreaterThan(one.seeds / 4);
    await loop.network.release();
    await steps.network.release();
  },
  300_000,
);

test('in 8 bits, the loop gives the tokens that its steps give, and nearly the numbers of the export', async () => {
  const loop = await open('tiny-random', { dtype: 'q8' });
  const steps = await open('tiny-random', { dtype: 'q8', stepwise: true });
  expect(loop.notes).toEqual([]);
  for (let seed = 0; seed < 8; seed++) {
    // One row: all rows of a batch share one scale, so that a row that leaves changes the others' numbers.
    const generation = randomGeneration(seed, 1, multilingual);
    const windows = await encodeNoise(loop.network, seed, 1);
    const expected = await greedyBySteps(loop.network, windows, generation);
    expectRows(await loop.network.generate?.(windows, generation, never), expected, seed);
    const { promptLogits } = await loop.network.decode(windows, generation.prompts, never);
    const exported = await steps.network.decode(
      await encodeNoise(steps.network, seed, 1),
      generation.prompts,
      never,
    );
    const size = distance(exported.promptLogits, new Float32Array(promptLogits.length));
    expect(distance(promptLogits, exported.promptLogits) / size).toBeLessThan(0.1);
  }
  await loop.network.release();
  await steps.network.release();
}, 120_000);

function expectRows(
  found: readonly GeneratedRow[] | undefined,
  expected: readonly GeneratedRow[],
  seed: number,
) {
  expect({ seed, tokens: found?.map(({ tokens }) => tokens) }).toEqual({
    seed,
    tokens: expected.map(({ tokens }) => tokens),
  });
  expected.forEach((row, index) => {
    expect(found?.[index]?.sumLogProbability).toBeCloseTo(row.sumLogProbability, 2);
    if (row.noSpeechProbability === undefined) expect(found?.[index]?.noSpeechProbability).toBeUndefined();
    else expect(found?.[index]?.noSpeechProbability).toBeCloseTo(row.noSpeechProbability, 4);
  });
}

test('a generation is cancelled between two stretches, and says how far it came', async () => {
  const { network } = await open('tiny-random', { dtype: 'fp32' });
  const windows = await encodeNoise(network, 1, 2);
  const controller = new AbortController();
  const lengths: number[] = [];
  const generation: GreedyGeneration = {
    ...randomGeneration(3, 2, multilingual),
    suppressed: [multilingual.endOfText],
    maxNewTokens: 200,
    onProgress: (rows) => {
      lengths.push(rows[0]?.length ?? 0);
      if (lengths.length === 3) controller.abort(new Error('no more'));
    },
  };
  await expect(network.generate?.(windows, generation, controller.signal)).rejects.toThrow('no more');
  expect(lengths).toEqual([1, 33, 65]);
  await network.release();
});
