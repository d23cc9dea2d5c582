import type { EncodedRow, JointAnswer, PredictionState, TransducerNetwork } from './transducer-network.js';

/** A token and the frames that it stands for, from its first to the one after its last. */
export interface TransducedToken {
  id: number;
  startFrame: number;
  endFrame: number;
  /** Natural logarithm. */
  logProbability: number;
}

export interface TransductionOptions {
  /** Classes of the joint network that are tokens, the blank among them; durations follow. */
  classes: number;
  blank: number;
  /** Tokens on one frame before it is left. */
  maxTokensPerFrame: number;
  /** Frames that one run is about, shared by the rows in it. */
  framesTogether: number;
}

/** One row on its way through its frames. */
interface Walk {
  row: EncodedRow;
  signal: AbortSignal;
  tokens: TransducedToken[];
  state: PredictionState;
  lastToken: number;
  frame: number;
  tokensOnFrame: number;
}

/**
 * Greedy decoding of RNN-T (Graves, Sequence Transduction with Recurrent Neural Networks, 2012) and of TDT (Xu et al.,
 * Efficient Sequence Transduction by Jointly Predicting Tokens and Durations, 2023), which says for each token how many
 * frames to go on. All rows take a step in one run. The memory only changes with a token, so that one run can ask about
 * the frames to come as well: they count for as long as blanks come.
 * @param settle called with each row's tokens when it is done; never for rows whose signal is aborted
 */
export async function transduceGreedily(
  network: TransducerNetwork,
  rows: readonly { row: EncodedRow; signal: AbortSignal }[],
  options: TransductionOptions,
  settle: (index: number, tokens: TransducedToken[]) => void,
): Promise<void> {
  const walks = rows.map((one): Walk => ({
    ...one,
    tokens: [],
    state: network.emptyState(),
    lastToken: options.blank,
    frame: 0,
    tokensOnFrame: 0,
  }));
  let active = [...walks];
  for (;;) {
    active = active.filter((walk) => {
      if (walk.signal.aborted) return false;
      if (walk.frame < walk.row.validFrames) return true;
      settle(walks.indexOf(walk), walk.tokens);
      return false;
    });
    if (active.length === 0) return;
    const questions = active.map(({ row, frame, lastToken, state }) => ({
      row,
      firstFrame: frame,
      lastToken,
      state,
    }));
    const lookAhead = Math.max(1, Math.floor(options.framesTogether / active.length));
    const answers = await network.ask(questions, lookAhead);
    answers.forEach((answer, index) => {
      const walk = active[index];
      if (walk) follow(walk, answer, lookAhead, options);
    });
  }
}

/** Goes on by the frames of an answer, up to the first token. */
function follow(
  walk: Walk,
  { scores, state }: JointAnswer,
  lookAhead: number,
  options: TransductionOptions,
): void {
  const { classes, blank } = options;
  const size = scores.length / lookAhead;
  const firstFrame = walk.frame;
  while (walk.frame < Math.min(firstFrame + lookAhead, walk.row.validFrames)) {
    const start = (walk.frame - firstFrame) * size;
    const tokenScores = scores.subarray(start, start + classes);
    const id = greatestIndex(tokenScores);
    const duration = size > classes ? greatestIndex(scores.subarray(start + classes, start + size)) : 0;
    const frame = walk.frame;
    const isToken = id !== blank;
    if (isToken) walk.tokensOnFrame += 1;
    const advance =
      duration > 0 ? duration : Number(!isToken || walk.tokensOnFrame === options.maxTokensPerFrame);
    walk.frame += advance;
    if (advance > 0) walk.tokensOnFrame = 0;
    if (!isToken) continue;
    const endFrame = Math.min(frame + Math.max(1, duration), walk.row.validFrames);
    walk.tokens.push({ id, startFrame: frame, endFrame, logProbability: logProbabilityOf(tokenScores, id) });
    walk.lastToken = id;
    walk.state = state;
    return;
  }
}

function greatestIndex(values: Float32Array): number {
  let best = 0;
  let greatest = -Infinity;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0;
    if (value > greatest) {
      greatest = value;
      best = index;
    }
  }
  return best;
}

function logProbabilityOf(scores: Float32Array, id: number): number {
  const chosen = scores[id] ?? 0;
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - chosen);
  return -Math.log(sum);
}
