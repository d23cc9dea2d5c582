import { expect, it } from 'vitest';

import { type Row, readStatus } from '../../infra/start/report.mjs';
import { renderTable } from '../../infra/start/table.mjs';

const plain = (_style: unknown, text: string) => text;

const rows: Row[] = [
  { name: 'gateway', address: 'http://localhost:8000', engine: '', state: 'ready', reasons: [] },
  {
    name: 'tts',
    address: 'http://localhost:8082',
    engine: 'espeak-ng',
    state: 'ready',
    reasons: [],
    betterEngine: 'xtts: npm run models -- xtts',
  },
  {
    name: 'stt-canary',
    address: 'http://localhost:8084',
    engine: 'canary',
    state: 'not ready',
    reasons: ['encoder.onnx is missing'],
  },
];

it('lines up its columns, says why not under the service, and ends with the better engines', () => {
  expect(renderTable(rows, plain)).toBe(
    [
      '  service     address                engine     state',
      '  gateway     http://localhost:8000             ready',
      '  tts         http://localhost:8082  espeak-ng  ready',
      '  stt-canary  http://localhost:8084  canary     not ready',
      '                encoder.onnx is missing',
      '',
      '  Better engines',
      '  tts — xtts: npm run models -- xtts',
      '',
    ].join('\n'),
  );
});

it('reads engine, reasons and remedies from /status', () => {
  const status = {
    ready: false,
    checks: [
      { name: 'event-loop', ready: true },
      { name: 'engine', ready: false, reason: 'No model.', remedy: 'npm run models' },
      { name: 'queue', ready: false },
    ],
    engine: { id: 'whisper', betterEngine: { id: 'canary', howToGetIt: 'mount it' } },
  };
  expect(readStatus(status)).toEqual({
    engine: 'whisper',
    state: 'not ready',
    reasons: ['No model. — npm run models', 'queue is not ready'],
    betterEngine: 'canary: mount it',
  });
});
