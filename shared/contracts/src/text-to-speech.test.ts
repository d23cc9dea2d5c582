import { describe, expect, it } from 'vitest';
import {
  openAiSpeechSchema,
  speechFileRequestSchema,
  synthesizeJobSchema,
  synthesizeRequestSchema,
} from './index.js';

const numbers = ['seed', 'temperature', 'top_k', 'top_p', 'repetition_penalty'] as const;

describe.each([
  ['a request', synthesizeRequestSchema, { text: 'Hello' }],
  ['a file', speechFileRequestSchema, { text: 'Hello' }],
  ['a job', synthesizeJobSchema, { text: 'Hello' }],
  ["OpenAI's request", openAiSpeechSchema, { input: 'Hello' }],
])('the numbers of %s', (_name, schema, rest) => {
  it.each([[null], [''], [' '], [undefined]])('are absent where they are %j', (value) => {
    const fields = Object.fromEntries([...numbers, 'speed'].map((name) => [name, value]));
    const parsed = schema.parse({ ...rest, ...fields });
    for (const name of numbers) expect(parsed[name], name).toBeUndefined();
    expect(parsed.speed).toBe(1);
    expect(schema.parse(rest).speed).toBe(1);
  });

  it('come as numbers, or in strings as forms send them', () => {
    const parsed = schema.parse({ ...rest, seed: '7', temperature: '0.5', top_k: 20, speed: ' 1.5 ' });
    expect(parsed).toMatchObject({ seed: 7, temperature: 0.5, top_k: 20, speed: 1.5 });
    expect(schema.parse({ ...rest, seed: 0 }).seed).toBe(0);
  });

  it.each([
    ['seed', true],
    ['seed', '1.5'],
    ['seed', -1],
    ['speed', true],
    ['speed', 'fast'],
    ['speed', [1]],
    ['temperature', false],
    ['temperature', 'Infinity'],
    ['top_p', 2],
  ])('are refused: %s %j', (name, value) => {
    expect(schema.safeParse({ ...rest, [name]: value }).success).toBe(false);
  });
});
