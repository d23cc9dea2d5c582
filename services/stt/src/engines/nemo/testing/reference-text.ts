import { cleanSpaces } from '../token-text.js';

/**
 * A text without what onnx-asr writes otherwise than we do: it spells out the marker of an unknown token, and drops
 * every space that stands before neither letter nor digit, that of an opening apostrophe or a dash included.
 */
export function comparable(text: string): string {
  return cleanSpaces(text.replaceAll('<unk>', '')).replaceAll(/ (?=['-])/g, '');
}
