import { ParleyError } from '@parley/contracts';
import type { WhisperFiles } from '../model/whisper-files.js';
import type { DecodingRequest } from './decoding-types.js';

/** What a decoder is given before it decodes. */
export interface Prompt {
  /** All of it: the text before, the tokens that say what is wanted, the prefix. */
  tokens: number[];
  startOfTranscriptIndex: number;
  /** The last tokens, which belong to the text already: with timestamps, they begin with <|0.00|>. */
  prefix: number[];
}

/**
 * Composes a prompt as openai/whisper does (decoding.py, _get_initial_tokens), with prefix and hot words placed as in
 * faster-whisper (transcribe.py, get_prompt). Text before, hot words and prefix together fill at most half of the
 * decoder, less one; the text before is cut first, from its beginning.
 * @param language a code that the model knows
 * @param textPositions tokens that the decoder can hold
 * @throws ParleyError `unsupported_language`, `unsupported_task`
 */
export function composePrompt(
  request: DecodingRequest,
  language: string,
  files: WhisperFiles,
  textPositions: number,
): Prompt {
  const { specialTokens: special, tokenizer } = files;
  const room = textPositions / 2 - 1;
  const { timestamps = true } = request;
  const prefixText = encodeSpoken(request.prefix, tokenizer).slice(0, room);
  const hotwords = prefixText.length > 0 ? [] : encodeSpoken(request.hotwords, tokenizer).slice(0, room);
  const roomBefore = room - hotwords.length - prefixText.length;
  const before = roomBefore > 0 ? (request.previousTokens ?? []).slice(-roomBefore) : [];
  const context =
    special.startOfPrevious !== undefined && hotwords.length + before.length > 0
      ? [special.startOfPrevious, ...hotwords, ...before]
      : [];
  const prefix = prefixText.length > 0 && timestamps ? [special.timestampBegin, ...prefixText] : prefixText;
  return {
    tokens: [
      ...context,
      special.startOfTranscript,
      ...languageAndTask(request, language, files),
      ...(timestamps ? [] : [special.noTimestamps]),
      ...prefix,
    ],
    startOfTranscriptIndex: context.length,
    prefix,
  };
}

function encodeSpoken(text: string | undefined, tokenizer: WhisperFiles['tokenizer']): number[] {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? [] : tokenizer.encode(` ${trimmed}`);
}

function languageAndTask({ task }: DecodingRequest, language: string, files: WhisperFiles): number[] {
  const { specialTokens: special, multilingual, languages } = files;
  const taskToken = special[task];
  if (task === 'translate' && (!multilingual || taskToken === undefined)) {
    throw new ParleyError('unsupported_task', 'This model does not translate. Ask it to transcribe.', {
      param: 'task',
    });
  }
  if (!multilingual) return [];
  const languageToken = special.languages.get(language);
  if (languageToken === undefined) {
    throw new ParleyError(
      'unsupported_language',
      `This model does not know the language "${language}". It knows: ${languages.join(', ')}.`,
      { param: 'language' },
    );
  }
  return taskToken === undefined ? [languageToken] : [languageToken, taskToken];
}
