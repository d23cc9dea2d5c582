import { expect, it } from 'vitest';
import { withoutThoughts } from './without-thoughts.js';

async function spoken(text: string, size: number): Promise<string> {
  async function* pieces() {
    for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
  }
  let all = '';
  for await (const word of withoutThoughts(pieces())) all += word;
  return all;
}

it.each([
  ['<think>\nThe person greets me.\n</think>\n\nHello there.', '\n\nHello there.'],
  ['\n<think></think>Hello <think> there.', 'Hello <think> there.'],
  ['  Hello.', '  Hello.'],
  ['<thin ice> is dangerous', '<thin ice> is dangerous'],
  ['<think>for ever and ever', ''],
  ['<th', '<th'],
  ['', ''],
])('speaks of %j only what is no thought, however it is cut', async (text, expected) => {
  for (const size of [1, 2, 3, 5, 100]) expect(await spoken(text, size)).toBe(expected);
});
