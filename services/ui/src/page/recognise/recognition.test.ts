import { expect, it } from 'vitest';
import { timedTexts } from './recognition.js';

it('takes words where there are some, and whole segments where there are none', () => {
  const texts = timedTexts([
    {
      text: 'good tea',
      startMs: 0,
      endMs: 900,
      words: [{ word: 'good', startMs: 0, endMs: 400, confidence: 0.9 }],
    },
    { text: 'thank you', startMs: 1_000, endMs: 1_800 },
  ]);
  expect(texts).toEqual([
    { text: 'good', startMs: 0, endMs: 400, confidence: 0.9 },
    { text: 'thank you', startMs: 1_000, endMs: 1_800, confidence: undefined },
  ]);
});
