import { isSpeakable, ParleyError } from '@parley/contracts';
import { looksLikeSsml, textOfSsml } from '../spoken-form/ssml.js';

/** What becomes of SSML: its text is spoken, or the caller is told that it is not understood. */
export const ssmlPolicies = ['strip', 'refuse'] as const;
export type SsmlPolicy = (typeof ssmlPolicies)[number];

export interface TextRules {
  ssml: SsmlPolicy;
  maxCharacters: number;
  /** The field that the text came in, as the caller calls it. */
  param: string;
}

/**
 * A text as engines take it: plain, trimmed, with something in it to say.
 * @throws ParleyError `empty_text` with the reason, `text_too_long`, `invalid_parameter` for SSML where it is refused
 */
export function speakableText(text: string, { ssml, maxCharacters, param }: TextRules): string {
  if (text.length > maxCharacters) {
    throw new ParleyError(
      'text_too_long',
      `The text has ${text.length} characters; ${maxCharacters} are the most for one request. Send it in parts.`,
      { param },
    );
  }
  const plain = withoutMarkup(text, ssml, param).trim();
  if (plain === '') throw empty(param, 'it has no characters but white space');
  if (!isSpeakable(plain)) throw empty(param, 'it has neither letters nor digits, only signs or emoji');
  return plain;
}

function withoutMarkup(text: string, policy: SsmlPolicy, param: string): string {
  if (!looksLikeSsml(text)) return text;
  if (policy === 'strip') return textOfSsml(text);
  throw new ParleyError(
    'invalid_parameter',
    'SSML is refused here. Send plain text; with TTS_SSML=strip the service would speak it without its tags.',
    { param },
  );
}

const empty = (param: string, why: string) =>
  new ParleyError('empty_text', `There is nothing to say in "${param}": ${why}.`, { param });
