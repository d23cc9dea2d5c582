import { expect, it } from 'vitest';

import { LastWords } from '../../infra/start/last-words.mjs';

it.each([
  [
    'a crash',
    ['node:internal', 'TypeError: no such voice', '    at speak', 'Node.js v20'],
    'TypeError: no such voice',
  ],
  ['a log', ['{"level":"info","message":"starting"}', '{"level":"info","message":"loading"}'], 'loading'],
  [
    'a logged error',
    ['{"level":"error","message":"cannot run","error":"Error: no model\\n    at x"}', 'bye'],
    'cannot run: Error: no model',
  ],
  ['silence', [], ''],
])('keeps what explains the end: %s', (_, lines, expected) => {
  const words = new LastWords();
  for (const line of lines) words.hear(line);
  expect(words.text).toBe(expected);
});
