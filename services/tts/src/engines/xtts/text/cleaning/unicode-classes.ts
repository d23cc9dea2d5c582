/**
 * Python's classes of characters, as sources for regular expressions with the `u` flag: the reference cleans text with
 * Python's `re`, whose `\w`, `\s` and `\d` know all of Unicode where JavaScript's know ASCII.
 */
export const pythonWord = String.raw`[\p{L}\p{N}_]`;
export const pythonDigit = String.raw`\p{Nd}`;
export const pythonSpace = String.raw`[\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]`;

const spaces = new RegExp(`${pythonSpace}+`, 'gu');
const outerSpaces = new RegExp(`^${pythonSpace}+|${pythonSpace}+$`, 'gu');

export const stripSpaces = (text: string) => text.replace(outerSpaces, '');
export const collapseSpaces = (text: string) => stripSpaces(text.replace(spaces, ' '));
