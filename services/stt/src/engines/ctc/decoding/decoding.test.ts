import { describe, expect, it } from 'vitest';
import { alignTokens } from './align-tokens.js';
import { decodeGreedily } from './greedy-decoding.js';
import { type LogProbabilities, logSoftmax } from './log-probabilities.js';
import { searchPrefixBeam } from './prefix-beam-search.js';

const blank = 0;

function randomProbabilities(seed: number, steps: number, classes: number): LogProbabilities {
  let state = seed * 2_654_435_761;
  const values = Float32Array.from({ length: steps * classes }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 32) * 6;
  });
  logSoftmax(values, classes);
  return { values, steps, classes };
}

/** Every path of classes, with the tokens that it spells. */
function* allPaths({ values, steps, classes }: LogProbabilities) {
  for (let code = 0; code < classes ** steps; code++) {
    const path = Array.from({ length: steps }, (_, step) => Math.floor(code / classes ** step) % classes);
    const logProbability = path.reduce((sum, id, step) => sum + (values[step * classes + id] ?? 0), 0);
    const ids = path.filter((id, step) => id !== blank && id !== path[step - 1]);
    yield { path, ids, logProbability };
  }
}

const seeds = Array.from({ length: 40 }, (_, index) => index + 1);

describe('searchPrefixBeam', () => {
  it.each(seeds)('finds the text of which all paths together are most probable (seed %i)', (seed) => {
    const probabilities = randomProbabilities(seed, 6, 4);
    const totals = new Map<string, number>();
    for (const { ids, logProbability } of allPaths(probabilities)) {
      const text = ids.join();
      totals.set(text, (totals.get(text) ?? 0) + Math.exp(logProbability));
    }
    const [[text, probability] = ['', 0]] = [...totals].sort(([, a], [, b]) => b - a);
    const found = searchPrefixBeam(probabilities, blank, 200);
    expect(found.ids.join()).toBe(text);
    expect(Math.exp(found.logProbability)).toBeCloseTo(probability, 5);
  });

  it('may find a more probable text than the most probable path spells', () => {
    const differing = seeds.filter((seed) => {
      const probabilities = randomProbabilities(seed, 6, 4);
      const greedy = decodeGreedily(probabilities, blank).map(({ id }) => id);
      return greedy.join() !== searchPrefixBeam(probabilities, blank, 200).ids.join();
    });
    expect(differing.length).toBeGreaterThan(0);
  });

  it('hears nothing in nothing', () => {
    expect(searchPrefixBeam({ values: new Float32Array(), steps: 0, classes: 4 }, blank, 8).ids).toEqual([]);
  });
});

describe('alignTokens', () => {
  it.each(seeds)('follows the most probable path of a text (seed %i)', (seed) => {
    const probabilities = randomProbabilities(seed, 6, 4);
    const { ids } = searchPrefixBeam(probabilities, blank, 200);
    let best: { path: number[]; logProbability: number } = { path: [], logProbability: -Infinity };
    for (const one of allPaths(probabilities)) {
      if (one.ids.join() === ids.join() && one.logProbability > best.logProbability) best = one;
    }
    const aligned = alignTokens(probabilities, ids, blank);
    const starts = best.path.flatMap((id, step) =>
      id !== blank && id !== best.path[step - 1] ? [step] : [],
    );
    expect(aligned.map(({ id }) => id)).toEqual(ids);
    expect(aligned.map(({ startStep }) => startStep)).toEqual(starts);
  });

  it('agrees with greedy decoding on the text of the best path', () => {
    for (const seed of seeds) {
      const probabilities = randomProbabilities(seed, 12, 5);
      const greedy = decodeGreedily(probabilities, blank);
      expect(
        alignTokens(
          probabilities,
          greedy.map(({ id }) => id),
          blank,
        ),
      ).toEqual(greedy);
    }
  });

  it('gives nothing where the tokens do not fit', () => {
    expect(alignTokens(randomProbabilities(1, 2, 4), [1, 1, 1], blank)).toEqual([]);
  });
});
