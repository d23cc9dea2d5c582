import { expect, it } from 'vitest';
import type { Reply } from './conversation-state.js';
import { heardCharacters } from './heard-characters.js';

const text = 'One two three. Four five six.';
const reply = (pieces: Reply['pieces']): Reply => ({
  text,
  isComplete: true,
  generation: 1,
  pieces,
  heard: 'live',
});
const timed = reply([
  { text: 'One two three.', startMs: 0, endMs: 1_400 },
  { text: 'Four five six.', startMs: 2_000, endMs: 3_400 },
]);
const heardText = (of: Reply, playedMs: number) => text.slice(0, heardCharacters(of, playedMs));

it('lights words up within a piece, each once it has begun', () => {
  expect(heardText(timed, 0)).toBe('');
  expect(heardText(timed, 450)).toBe('One two');
  expect(heardText(timed, 1_390)).toBe('One two three.');
});

it('rests between pieces and ends with the whole', () => {
  expect(heardText(timed, 1_900)).toBe('One two three. ');
  expect(heardText(timed, 2_100)).toBe('One two three. Four');
  expect(heardText(timed, 9_000)).toBe(text);
});

it('estimates what sounds before its times are known', () => {
  expect(heardText(reply([]), 400)).toBe('One two');
  expect(heardText(reply([]), 60_000)).toBe(text);
});
