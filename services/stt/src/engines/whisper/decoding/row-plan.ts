import type { EncodedWindows, WhisperNetwork } from '../network/whisper-network.js';
import { neverSpoken, type WhisperFiles } from '../model/whisper-files.js';
import type { DecodingRequest } from './decoding-types.js';
import type { DecodingRules } from './logits-rules.js';
import { composePrompt, type Prompt } from './prompt.js';

const timestampSeconds = 0.02;

/** How one row is decoded. */
export interface RowPlan {
  prompt: Prompt;
  rules: DecodingRules;
  /** End of text counted. */
  maxNewTokens: number;
}

/** Tokens that were decoded, without prompt, prefix and end of text. */
export interface Hypothesis {
  tokens: number[];
  /** Sum of the natural logarithms of the tokens' probabilities after the rules, end of text included. */
  sumLogProbability: number;
}

export interface DecodedRow extends Hypothesis {
  noSpeechProbability: number | undefined;
}

/** Rows of one shape, to be decoded together. */
export interface RowGroup {
  network: WhisperNetwork;
  windows: EncodedWindows;
  plans: readonly RowPlan[];
}

/** @throws as {@link composePrompt} */
export function planRow(
  request: DecodingRequest,
  language: string,
  files: WhisperFiles,
  textPositions: number,
): RowPlan {
  const { specialTokens: special, suppressedTokens, suppressedAtBegin } = files;
  const { timestamps = true, maxInitialTimestampSeconds = 1, maxNewTokens = textPositions / 2 } = request;
  const prompt = composePrompt(request, language, files, textPositions);
  const maxInitialIndex =
    maxInitialTimestampSeconds === null
      ? undefined
      : Math.round(maxInitialTimestampSeconds / timestampSeconds);
  return {
    prompt,
    rules: {
      endOfText: special.endOfText,
      noSpeech: special.noSpeech,
      suppressed: request.suppressTokens ? suppressedOf(request.suppressTokens, files) : suppressedTokens,
      suppressedAtBegin,
      ...(timestamps && {
        timestamps: {
          noTimestamps: special.noTimestamps,
          begin: special.timestampBegin,
          prefixLength: prompt.prefix.length,
          ...(maxInitialIndex !== undefined && { maxInitialIndex }),
        },
      }),
    },
    // The last token need not be held by the decoder: nothing follows it.
    maxNewTokens: Math.max(1, Math.min(maxNewTokens, textPositions + 1 - prompt.tokens.length)),
  };
}

/** openai/whisper, decoding.py, _get_suppress_tokens. */
function suppressedOf(
  tokens: readonly number[],
  { specialTokens, suppressedTokens }: WhisperFiles,
): readonly number[] {
  const always = tokens.includes(-1) ? suppressedTokens : neverSpoken(specialTokens);
  return [...new Set([...always, ...tokens.filter((token) => token >= 0)])];
}

/** Indices of the plans that can run together: prompts of one length, the same rules. */
export function groupByShape(plans: readonly RowPlan[]): number[][] {
  const groups = new Map<string, number[]>();
  plans.forEach(({ prompt, rules, maxNewTokens }, row) => {
    const { tokens, startOfTranscriptIndex } = prompt;
    const shape = JSON.stringify([tokens.length, startOfTranscriptIndex, maxNewTokens, rules]);
    const group = groups.get(shape);
    if (group) group.push(row);
    else groups.set(shape, [row]);
  });
  return [...groups.values()];
}
