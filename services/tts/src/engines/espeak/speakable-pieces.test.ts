import { describe, expect, it } from 'vitest';
import { speakablePieces } from './speakable-pieces.js';

describe('speakable pieces', () => {
  it('are sentences, and whole words where those are too long', () => {
    expect([...speakablePieces('One. Two?  Three', 'en')]).toEqual(['One.', 'Two?', 'Three']);
    const pieces = [...speakablePieces('word '.repeat(500), 'en')];
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(400);
    expect(pieces.join(' ')).toBe('word '.repeat(500).trim());
  });
});
