import type { GraphBuilder } from '@parley/inference/graph-surgery';

/** Values of the graph that the rules read; all of them are the same for a whole stretch. */
export interface RuleInputs {
  /** f32 [vocabulary]: 0, or minus infinity for a token that is never generated. */
  mask: string;
  /** i64 [1] each. */
  endOfText: string;
  timestampBegin: string;
  /** bool []: whether the rules for timestamps hold. */
  withTimestamps: string;
  /** i64 [1]: the last token that a first timestamp may be. */
  lastInitial: string;
}

/** What the rules remember of each row, i64 [rows, 1] each; -1 for a token that there is not yet. */
export interface RowMemory {
  last: string;
  beforeLast: string;
  /** The last timestamp. */
  stamp: string;
}

/** The logits of one step cut in three: text, the special tokens after it, and timestamps. */
interface Part {
  /** f32 [rows, 1] */
  max: string;
  /** i64 [rows, 1], counted in the whole vocabulary */
  token: string;
  /** f32 [rows, 1] */
  logSumExp: string;
}

/**
 * Whisper's rules of greedy decoding (openai/whisper decoding.py: SuppressTokens, ApplyTimestampRules, GreedyDecoder).
 * The vocabulary is cut in text, specials and timestamps: the rules ban whole parts, or a range of the timestamps, so
 * that only maxima and sums of the long part are needed, not changed copies of it.
 * @param logits f32 [rows, vocabulary]
 * @returns token i64 [rows, 1] and its log probability f32 [rows, 1]
 */
export function chooseTokens(
  graph: GraphBuilder,
  logits: string,
  rules: RuleInputs,
  memory: RowMemory,
): { token: string; logProbability: string } {
  const masked = graph.add('Add', [logits, rules.mask]);
  const zero = graph.list(0);
  const end = graph.list(Number.MAX_SAFE_INTEGER);
  const axis = graph.list(1);
  const slice = (from: string, to: string) => graph.add('Slice', [masked, from, to, axis]);
  const bans = timestampBans(graph, rules, memory);
  const stampLogits = slice(rules.timestampBegin, end);
  const allowedStamps = graph.add('Where', [
    bannedStamps(graph, stampLogits, rules, bans),
    graph.float(Number.NEGATIVE_INFINITY),
    stampLogits,
  ]);
  const text = banWhere(graph, bans.text, part(graph, slice(zero, rules.endOfText), zero));
  const special = banWhere(
    graph,
    bans.special,
    part(graph, slice(rules.endOfText, rules.timestampBegin), rules.endOfText),
  );
  const stamps = part(graph, allowedStamps, rules.timestampBegin);
  return decide(graph, rules, text, special, stamps);
}

interface Bans {
  /** bool [rows, 1] */
  text: string;
  special: string;
  /** i64 [rows, 1]: the first timestamp that is allowed, and the last. */
  firstStamp: string;
  lastStamp: string;
}

function timestampBans(graph: GraphBuilder, rules: RuleInputs, memory: RowMemory): Bans {
  const and = (a: string, b: string) => graph.add('And', [a, b]);
  const not = (a: string) => graph.add('Not', [a]);
  const isStamp = (token: string) => graph.add('GreaterOrEqual', [token, rules.timestampBegin]);
  const none = (token: string) => graph.add('Less', [token, graph.integer(0)]);
  const where = (condition: string, a: string, b: string) => graph.add('Where', [condition, a, b]);
  const far = graph.integer(2 ** 40);

  const atBegin = and(none(memory.last), rules.withTimestamps);
  const afterStamp = and(isStamp(memory.last), rules.withTimestamps);
  const pairClosed = graph.add('Or', [none(memory.beforeLast), isStamp(memory.beforeLast)]);
  const afterPair = and(afterStamp, pairClosed);
  const inPair = and(afterStamp, not(pairClosed));
  // Timestamps never decrease, and increase but for the one that closes a pair.
  const bound = graph.add('Add', [memory.stamp, where(inPair, graph.integer(0), graph.integer(1))]);
  const hasStamp = and(not(none(memory.stamp)), rules.withTimestamps);
  const monotonic = where(hasStamp, bound, rules.timestampBegin);
  return {
    text: graph.add('Or', [inPair, atBegin]),
    special: atBegin,
    firstStamp: where(afterPair, far, monotonic),
    lastStamp: where(atBegin, rules.lastInitial, far),
  };
}

/** bool [rows, timestamps] */
function bannedStamps(graph: GraphBuilder, stamps: string, rules: RuleInputs, bans: Bans): string {
  const count = graph.add('Shape', [stamps], { attributes: { start: 1, end: 2 } });
  const scalar = graph.add('Squeeze', [count]);
  const range = graph.add('Range', [graph.integer(0), scalar, graph.integer(1)]);
  const tokens = graph.add('Add', [range, rules.timestampBegin]);
  const before = graph.add('Less', [tokens, bans.firstStamp]);
  return graph.add('Or', [before, graph.add('Greater', [tokens, bans.lastStamp])]);
}

function part(graph: GraphBuilder, logits: string, offset: string): Part {
  const axes = graph.list(1);
  const argument = graph.add('ArgMax', [logits], { attributes: { axis: 1, keepdims: 1 } });
  return {
    max: graph.add('GatherElements', [logits, argument], { attributes: { axis: 1 } }),
    token: graph.add('Add', [argument, offset]),
    logSumExp: graph.add('ReduceLogSumExp', [logits, axes], { attributes: { keepdims: 1 } }),
  };
}

function banWhere(graph: GraphBuilder, banned: string, { max, token, logSumExp }: Part): Part {
  const nothing = graph.float(Number.NEGATIVE_INFINITY);
  return {
    max: graph.add('Where', [banned, nothing, max]),
    token,
    logSumExp: graph.add('Where', [banned, nothing, logSumExp]),
  };
}

/** Forces a timestamp where all of them together are likelier than any text, and takes the likeliest token. */
function decide(
  graph: GraphBuilder,
  rules: RuleInputs,
  text: Part,
  special: Part,
  stamps: Part,
): { token: string; logProbability: string } {
  const textMax = graph.add('Max', [text.max, special.max]);
  const likelier = graph.add('Greater', [stamps.logSumExp, textMax]);
  const forced = graph.add('And', [likelier, rules.withTimestamps]);
  const [allowedText, allowedSpecial] = [text, special].map((one) => banWhere(graph, forced, one));
  if (!allowedText || !allowedSpecial) throw new Error('unreachable');
  // Ties go to the lower token, as arg-max does.
  const special_ = better(graph, allowedSpecial, stamps);
  const best = better(graph, allowedText, special_);
  const sums = graph.add('Concat', [allowedText.logSumExp, allowedSpecial.logSumExp, stamps.logSumExp], {
    attributes: { axis: 1 },
  });
  const total = graph.add('ReduceLogSumExp', [sums, graph.list(1)], { attributes: { keepdims: 1 } });
  return { token: best.token, logProbability: graph.add('Sub', [best.max, total]) };
}

function better(
  graph: GraphBuilder,
  lower: Part,
  higher: Pick<Part, 'max' | 'token'>,
): Pick<Part, 'max' | 'token'> {
  const keep = graph.add('GreaterOrEqual', [lower.max, higher.max]);
  return {
    max: graph.add('Max', [lower.max, higher.max]),
    token: graph.add('Where', [keep, lower.token, higher.token]),
  };
}
