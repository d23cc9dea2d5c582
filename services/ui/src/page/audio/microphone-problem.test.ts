import { expect, it } from 'vitest';
import { toMicrophoneProblem } from './microphone-problem.js';

it.each([
  ['NotAllowedError', 'refused'],
  ['NotFoundError', 'missing'],
  ['OverconstrainedError', 'missing'],
  ['NotReadableError', 'busy'],
  ['SomethingNewError', 'unknown'],
])('says of %s that the microphone is %s', (name, kind) => {
  const problem = toMicrophoneProblem(new DOMException('', name), true);
  expect(problem.kind).toBe(kind);
  expect(problem.message).toMatch(/[Mm]icrophone/);
});

it('names HTTPS where the page came without it', () => {
  expect(toMicrophoneProblem(new TypeError(), false).message).toContain('https://');
});
