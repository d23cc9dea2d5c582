import { z } from 'zod';

const flag = z.union([z.boolean(), z.stringbool()]);

/** A bound that can be lifted: by `null` in JSON, by `none` in a form. */
const liftableBound = (least: number, most: number) =>
  z.preprocess(
    (value) => (value === 'none' || value === 'null' ? null : value),
    z.union([z.null(), z.coerce.number().min(least).max(most)]).optional(),
  );

/** `[1, 2]` in JSON, `1,2` in a form; nothing at all is an empty list. */
const tokenList = z.preprocess(
  (value) =>
    typeof value === 'string'
      ? value
          .replaceAll(/[[\]\s]/g, '')
          .split(',')
          .filter((token) => token !== '')
      : value,
  z.array(z.coerce.number().int().min(-1).max(200_000)).max(1_000).optional(),
);

/**
 * How a Whisper looks for a text and judges it: the names and meanings are those of openai/whisper and faster-whisper.
 * Engines that decode otherwise do without them.
 */
export const decodingFields = {
  /** Hypotheses kept at temperature 0; 1, the default, is greedy. */
  beam_size: z.coerce.number().int().min(1).max(10).optional(),
  /** Samples drawn at a temperature above 0, of which the likeliest is taken. */
  best_of: z.coerce.number().int().min(1).max(10).optional(),
  /** Finished hypotheses wanted, as a multiple of the beam size; without effect on a greedy search. */
  patience: z.coerce.number().gt(0).max(4).optional(),
  /** Exponent of Google NMT's length penalty; without it hypotheses are ranked by their mean. */
  length_penalty: z.coerce.number().min(0).max(1).optional(),
  /** A text that compresses better than this repeats itself, and is decoded again at a higher temperature. */
  compression_ratio_threshold: liftableBound(0, 100),
  /** A text less probable than this, as a mean natural logarithm, is decoded again at a higher temperature. */
  logprob_threshold: liftableBound(-100, 0),
  /** faster-whisper's name for `logprob_threshold`. */
  log_prob_threshold: liftableBound(-100, 0),
  /** An improbable text stands for silence where nobody speaks with a higher probability than this. */
  no_speech_threshold: liftableBound(0, 1),
  /** Tokens that are never written, by their numbers; -1 stands for the signs that nobody speaks, the default. */
  suppress_tokens: tokenList,
  /** Whether a window's text prompts the next one's; in the sequential mode. */
  condition_on_previous_text: flag.optional(),
  /** Seconds of silence around text that looks made up, which is then skipped; sequential, with times of words. */
  hallucination_silence_threshold: z.coerce.number().gt(0).max(60).optional(),
};
