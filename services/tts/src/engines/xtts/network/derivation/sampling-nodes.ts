import { dataTypes, type GraphBuilder } from '@parley/inference/graph-surgery';

/** Settings of each row: f32 [rows, 1], and `topK` i64 [rows, 1], from 1 to the number of tokens. */
export interface SamplingInputs {
  repetitionPenalty: string;
  temperature: string;
  topK: string;
  topP: string;
}

/**
 * Draws a token for each row, in the order of transformers' logits processors: repetition penalty, temperature, top-k,
 * top-p, softmax, and the first token at which the cumulative probabilities pass the random number. Tokens outside
 * top-k and top-p are told by their values, so that nothing is scattered back.
 * @param logits f32 [rows, tokens]
 * @param seen bool [rows, tokens]: the tokens that the penalty holds for
 * @param uniform f32 [rows, 1], from 0 to under 1
 * @returns i64 [rows, 1]
 */
export function drawTokens(
  graph: GraphBuilder,
  logits: string,
  seen: string,
  uniform: string,
  settings: SamplingInputs,
  tokens: number,
): string {
  const add = (operator: string, ...inputs: string[]) => graph.add(operator, inputs);
  const whole = (value: string) => graph.add('Cast', [value], { attributes: { to: dataTypes.int64 } });
  const never = graph.float(Number.NEGATIVE_INFINITY);
  const axis = graph.integer(1);

  const weaker = add('Mul', logits, settings.repetitionPenalty);
  const smaller = add('Div', logits, settings.repetitionPenalty);
  const penalised = add('Where', add('Less', logits, graph.float(0)), weaker, smaller);
  const scores = add('Div', add('Where', seen, penalised, logits), settings.temperature);

  const ascending = graph.add('TopK', [scores, graph.list(tokens)], {
    attributes: { axis: 1, largest: 0, sorted: 1 },
    outputs: [graph.fresh('ascending'), graph.fresh('order')],
  });
  const valueAt = (place: string) =>
    graph.add('GatherElements', [ascending, place], { attributes: { axis: 1 } });
  const leastOfK = valueAt(add('Sub', graph.integer(tokens), settings.topK));
  const ofK = add('Where', add('Less', ascending, leastOfK), never, ascending);
  const cumulative = add('CumSum', graph.add('Softmax', [ofK], { attributes: { axis: -1 } }), axis);
  const tail = add('LessOrEqual', cumulative, add('Sub', graph.float(1), settings.topP));
  const removed = graph.add('ReduceSum', [whole(tail), graph.list(1)], { attributes: { keepdims: 1 } });
  const least = valueAt(add('Min', removed, graph.integer(tokens - 1)));

  const isKept = add('GreaterOrEqual', scores, add('Max', least, leastOfK));
  const kept = add('Where', isKept, scores, never);
  const rising = add('CumSum', graph.add('Softmax', [kept], { attributes: { axis: -1 } }), axis);
  const passed = graph.add('ReduceSum', [whole(add('LessOrEqual', rising, uniform)), graph.list(1)], {
    attributes: { keepdims: 1 },
  });
  // Rounding may leave the sum of all probabilities below the random number.
  const ids = graph.constant(
    'int64',
    [1, tokens],
    BigInt64Array.from({ length: tokens }, (_, id) => BigInt(id)),
  );
  const last = graph.add('ReduceMax', [add('Where', isKept, ids, graph.integer(0)), graph.list(1)], {
    attributes: { keepdims: 1 },
  });
  return add('Min', passed, last);
}
