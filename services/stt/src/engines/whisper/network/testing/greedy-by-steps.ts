import type { EncodedWindows, GeneratedRow, GreedyGeneration, WhisperNetwork } from '../whisper-network.js';

/** Greedy decoding over a step decoder, written after openai/whisper decoding.py, plainly: what the loop must equal. */
export async function greedyBySteps(
  network: WhisperNetwork,
  windows: EncodedWindows,
  generation: GreedyGeneration,
): Promise<GeneratedRow[]> {
  const { vocabularySize, textPositions } = network.dimensions;
  const { prompts, noSpeech, startOfTranscriptIndex, endOfText } = generation;
  const length = prompts[0]?.length ?? 0;
  const decoder = await network.decode(windows, prompts, new AbortController().signal);
  const logitsAt = (row: number, position: number) => {
    const start = (row * length + position) * vocabularySize;
    return decoder.promptLogits.slice(start, start + vocabularySize);
  };
  const rows = prompts.map((_, row): GeneratedRow => {
    const noSpeechProbability =
      noSpeech === undefined
        ? undefined
        : Math.exp(logSoftmax(logitsAt(row, startOfTranscriptIndex))[noSpeech] ?? 0);
    return { tokens: [], sumLogProbability: 0, noSpeechProbability };
  });
  const finished = prompts.map(() => false);
  let logits = prompts.map((_, row) => logitsAt(row, length - 1));
  const limit = Math.min(generation.maxNewTokens, textPositions - length + 1);
  for (let count = 0; count < limit && finished.includes(false); count++) {
    const next = rows.map((row, index) => {
      if (finished[index]) return endOfText;
      const { token, logProbability } = choose(
        logits[index] ?? new Float32Array(),
        index,
        row.tokens,
        generation,
      );
      row.sumLogProbability += logProbability;
      if (token === endOfText) finished[index] = true;
      else row.tokens.push(token);
      return token;
    });
    if (count + 1 === limit || !finished.includes(false)) break;
    const stepped = await decoder.step(next);
    logits = rows.map((_, index) => stepped.slice(index * vocabularySize, (index + 1) * vocabularySize));
  }
  return rows;
}

function choose(
  logits: Float32Array,
  row: number,
  generated: readonly number[],
  generation: GreedyGeneration,
) {
  const { suppressed, suppressedAtBegin, timestamps, prompts } = generation;
  const banned = [...suppressed, ...(generated.length === 0 ? suppressedAtBegin : [])];
  for (const token of banned) logits[token] = Number.NEGATIVE_INFINITY;
  if (timestamps) {
    const prompt = prompts[row] ?? [];
    const prefix = prompt.slice(prompt.length - timestamps.prefixLength);
    applyTimestampRules(logits, [...prefix, ...generated], timestamps, generation.endOfText);
  }
  const logProbabilities = logSoftmax(logits);
  const token = logits.reduce((best, logit, index) => (logit > (logits[best] ?? 0) ? index : best), 0);
  return { token, logProbability: logProbabilities[token] ?? Number.NaN };
}

function applyTimestampRules(
  logits: Float32Array,
  tokens: readonly number[],
  { begin, noTimestamps, maxInitialIndex }: NonNullable<GreedyGeneration['timestamps']>,
  endOfText: number,
): void {
  logits[noTimestamps] = Number.NEGATIVE_INFINITY;
  const isStamp = (token: number | undefined) => token !== undefined && token >= begin;
  const afterStamp = isStamp(tokens.at(-1));
  const pairClosed = tokens.length < 2 || isStamp(tokens.at(-2));
  if (afterStamp && pairClosed) logits.fill(Number.NEGATIVE_INFINITY, begin);
  if (afterStamp && !pairClosed) logits.fill(Number.NEGATIVE_INFINITY, 0, endOfText);
  const lastStamp = tokens.findLast(isStamp);
  if (lastStamp !== undefined) {
    logits.fill(Number.NEGATIVE_INFINITY, begin, afterStamp && !pairClosed ? lastStamp : lastStamp + 1);
  }
  if (tokens.length === 0) {
    logits.fill(Number.NEGATIVE_INFINITY, 0, begin);
    if (maxInitialIndex !== undefined) logits.fill(Number.NEGATIVE_INFINITY, begin + maxInitialIndex + 1);
  }
  const logProbabilities = logSoftmax(logits);
  const stamps = logSumExp(logProbabilities.subarray(begin));
  const text = logProbabilities.subarray(0, begin).reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (stamps > text) logits.fill(Number.NEGATIVE_INFINITY, 0, begin);
}

function logSumExp(values: Float32Array): number {
  const greatest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (greatest === Number.NEGATIVE_INFINITY) return greatest;
  return greatest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - greatest), 0));
}

function logSoftmax(logits: Float32Array): Float32Array {
  const total = logSumExp(logits);
  return logits.map((logit) => logit - total);
}
