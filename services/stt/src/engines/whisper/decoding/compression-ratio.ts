import { deflate } from 'pako';

/**
 * Bytes of a text over bytes of its zlib form: high where it repeats itself (openai/whisper, utils.py). By pako 2, whose
 * output is zlib's byte for byte; Node's own zlib is Chromium's, which packs a little differently.
 */
export function compressionRatio(text: string): number {
  const bytes = new TextEncoder().encode(text);
  return bytes.length / deflate(bytes, { level: 6 }).length;
}
