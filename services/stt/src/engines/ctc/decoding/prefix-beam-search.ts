import type { LogProbabilities } from './log-probabilities.js';

/** Classes less probable than this at a step are not followed: e^-12 is six in a million. */
const leastLogProbability = -12;

/** A text so far: a token after a shorter text. */
interface Prefix {
  parent: Prefix | undefined;
  id: number;
  children: Map<number, Prefix>;
  /** Logarithms of the summed probabilities of all paths that spell it: those that end in a blank, and the others. */
  blank: number;
  token: number;
  /** The same for the step being taken. */
  nextBlank: number;
  nextToken: number;
}

/**
 * The text whose paths together are most probable (Hannun et al., First-Pass Large Vocabulary Continuous Speech
 * Recognition using Bi-Directional Recurrent DNNs, 2014, algorithm 1, without a language model).
 * @param width texts kept at each step
 * @returns its tokens' ids, and the logarithm of its probability among those kept
 */
export function searchPrefixBeam(
  { values, steps, classes }: LogProbabilities,
  blank: number,
  width: number,
): { ids: number[]; logProbability: number } {
  const root = createPrefix(undefined, blank);
  root.blank = 0;
  let beam = [root];
  for (let step = 0; step < steps; step++) {
    const row = values.subarray(step * classes, (step + 1) * classes);
    const candidates = likelyClasses(row, blank, width);
    const reached = new Set<Prefix>();
    for (const prefix of beam) extend(prefix, row, blank, candidates, reached);
    beam = [...reached].sort((a, b) => nextTotal(b) - nextTotal(a)).slice(0, width);
    settle(reached, new Set(beam));
  }
  const [winner = root] = beam;
  return { ids: idsOf(winner), logProbability: addLogarithms(winner.blank, winner.token) };
}

function extend(
  prefix: Prefix,
  row: Float32Array,
  blank: number,
  candidates: readonly number[],
  reached: Set<Prefix>,
): void {
  const total = addLogarithms(prefix.blank, prefix.token);
  prefix.nextBlank = addLogarithms(prefix.nextBlank, total + (row[blank] ?? 0));
  reached.add(prefix);
  for (const id of candidates) {
    const probability = row[id] ?? 0;
    const repeats = prefix.parent !== undefined && id === prefix.id;
    if (repeats) prefix.nextToken = addLogarithms(prefix.nextToken, prefix.token + probability);
    // After itself a token begins anew only where a blank lies between.
    const before = repeats ? prefix.blank : total;
    if (before === -Infinity) continue;
    let child = prefix.children.get(id);
    if (!child) prefix.children.set(id, (child = createPrefix(prefix, id)));
    child.nextToken = addLogarithms(child.nextToken, before + probability);
    reached.add(child);
  }
}

/** The step is taken: what was reached and kept goes on from there, the rest is forgotten. */
function settle(reached: ReadonlySet<Prefix>, kept: ReadonlySet<Prefix>): void {
  for (const prefix of reached) {
    const goesOn = kept.has(prefix);
    prefix.blank = goesOn ? prefix.nextBlank : -Infinity;
    prefix.token = goesOn ? prefix.nextToken : -Infinity;
    prefix.nextBlank = prefix.nextToken = -Infinity;
    if (!goesOn && prefix.children.size === 0) prefix.parent?.children.delete(prefix.id);
  }
}

function createPrefix(parent: Prefix | undefined, id: number): Prefix {
  const none = -Infinity;
  return { parent, id, children: new Map(), blank: none, token: none, nextBlank: none, nextToken: none };
}

const nextTotal = ({ nextBlank, nextToken }: Prefix) => addLogarithms(nextBlank, nextToken);

function likelyClasses(row: Float32Array, blank: number, count: number): number[] {
  const likely: number[] = [];
  row.forEach((value, id) => {
    if (value > leastLogProbability && id !== blank) likely.push(id);
  });
  if (likely.length <= count) return likely;
  return likely.sort((a, b) => (row[b] ?? 0) - (row[a] ?? 0)).slice(0, count);
}

/** log(e^a + e^b) */
function addLogarithms(a: number, b: number): number {
  const greater = Math.max(a, b);
  if (greater === -Infinity) return greater;
  return greater + Math.log1p(Math.exp(Math.min(a, b) - greater));
}

function idsOf(prefix: Prefix): number[] {
  const ids: number[] = [];
  for (let one = prefix; one.parent; one = one.parent) ids.push(one.id);
  return ids.toReversed();
}
