import { expect, it } from 'vitest';

import { renderTally, sum, tallyVitest } from '../../infra/test/tally.mjs';

const test = (status: string, fullName = status) => ({ status, fullName });

it('counts what passed, failed and was left out, and a file that failed as a whole as one', () => {
  const report = {
    testResults: [
      { name: 'a.test.ts', status: 'failed', assertionResults: [test('passed'), test('failed', 'a breaks')] },
      { name: 'b.test.ts', status: 'passed', assertionResults: [test('skipped'), test('todo')] },
      { name: 'c.test.ts', status: 'failed', assertionResults: [] },
    ],
  };
  expect(tallyVitest(report, 1, 'unit')).toEqual({
    passed: 1,
    failed: ['a breaks', 'c.test.ts'],
    skipped: ['skipped', 'todo'],
  });
});

it.each([
  ['wrote no report', undefined],
  ['names no failed test', { testResults: [{ name: 'a', status: 'passed', assertionResults: [] }] }],
])('counts a run as failed that ended badly and %s', (_, report) => {
  expect(tallyVitest(report, 1, 'unit').failed).toEqual(['unit: vitest ended with 1']);
});

it('closes with the counts alone on a line', () => {
  const total = sum([
    { passed: 5, failed: [], skipped: ['no root'] },
    { passed: 2, failed: ['check:lint'], skipped: [] },
  ]);
  expect(renderTally(total).split('\n')).toEqual([
    'skipped: no root',
    'FAILED: check:lint',
    '',
    '7 passed, 1 failed, 1 skipped',
    '',
  ]);
});
