import { describe, expect, it } from 'vitest';
import { speakablePieces, toSpokenText } from './speakable-pieces.js';

async function cut(text: string, size = 3): Promise<string[]> {
  async function* stream() {
    for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
  }
  const pieces: string[] = [];
  for await (const piece of speakablePieces(stream())) pieces.push(piece);
  return pieces;
}

describe('speakable pieces', () => {
  it('sends the first sentence at once and batches the next', async () => {
    const text =
      'Good morning. How are you? I am well. The weather is fine today, and we could go for a walk. Shall we go now?';
    expect(await cut(text)).toEqual([
      'Good morning.',
      'How are you? I am well. The weather is fine today, and we could go for a walk.',
      'Shall we go now?',
    ]);
  });

  it('begins at a comma where the first sentence is long', async () => {
    const [first] = await cut(
      'When the sun came up in the morning, the whole village was already at work in the fields.',
    );
    expect(first).toBe('When the sun came up in the morning,');
  });

  it('cuts no number, and no word, whatever the pieces of the stream', async () => {
    const text = `It costs 3.50 euros at 10.30 today. ${'word '.repeat(120)}end.`;
    for (const size of [1, 2, 7, 1_000]) {
      const pieces = await cut(text, size);
      expect(pieces.join(' ')).toBe(text);
      expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(150);
    }
  });

  it('cuts at the ends of sentences in other scripts', async () => {
    expect(await cut(`${'你好吗'.repeat(25)}。${'我很好'.repeat(25)}。`)).toHaveLength(2);
  });

  it('says nothing that is not speech', async () => {
    expect(await cut('😀 ... --- ')).toEqual([]);
    expect(toSpokenText('**Bold** [link](https://a.b/c) `code` 👍🏽 # title')).toBe('Bold link code title');
    expect(toSpokenText('- one\n- two')).toBe('one two');
  });
});
