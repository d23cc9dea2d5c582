import { ParleyError } from '@parley/contracts';

/** What becomes of SSML: its text is spoken, or the caller is told that it is not understood. */
export const ssmlPolicies = ['strip', 'refuse'] as const;
export type SsmlPolicy = (typeof ssmlPolicies)[number];

export interface TextRules {
  ssml: SsmlPolicy;
  maxCharacters: number;
  /** The field that the text came in, as the caller calls it. */
  param: string;
}

/** Letters, digits, and signs that have a name in speech. */
const speakable = /[\p{L}\p{N}\p{Sc}%&@+=#§°]/u;

/**
 * A text as engines take it: plain, trimmed, with something in it to say.
 * @throws ParleyError `empty_text` with the reason, `text_too_long`
 */
export function speakableText(text: string, { maxCharacters, param }: TextRules): string {
  if (text.length > maxCharacters) {
    throw new ParleyError(
      'text_too_long',
      `The text has ${text.length} characters; ${maxCharacters} are the most for one request. Send it in parts.`,
      { param },
    );
  }
  const plain = text.trim();
  if (plain === '') throw empty(param, 'it has no characters but white space');
  if (!speakable.test(plain)) throw empty(param, 'it has neither letters nor digits, only signs or emoji');
  return plain;
}

const empty = (param: string, why: string) =>
  new ParleyError('empty_text', `There is nothing to say in "${param}": ${why}.`, { param });
