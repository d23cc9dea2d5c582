import { expect, it } from 'vitest';
import { expressionHint } from './expression-hint.js';

it.each([
  ['Hello! It is nice to see you.', 'happy'],
  ['Herzlichen Glückwunsch zum Geburtstag!', 'happy'],
  ['Félicitations !', 'happy'],
  ['I am sorry to hear that.', 'sad'],
  ['Das tut mir sehr leid.', 'sad'],
  ['Wow, three times in a row?', 'surprised'],
  ['Hmm. Let me think.', 'thoughtful'],
  ['😂', 'laughing'],
  ['You know what I mean 😉', 'wink'],
])('%s suggests %s', (text, expression) => {
  expect(expressionHint(text)).toMatchObject({ expression, hint: true });
});

it.each(['The train leaves at nine.', 'Er ist in der Halle.', 'It costs 3 € ☕', '', '42'])(
  '%s suggests nothing',
  (text) => {
    expect(expressionHint(text)).toBeUndefined();
  },
);
