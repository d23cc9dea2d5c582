import { describe, expect, it } from 'vitest';

import { StartConsole } from '../../infra/start/console.mjs';

function createConsole(options: { json?: boolean; colour?: boolean } = {}) {
  const written: string[] = [];
  const names = ['tts', 'stt-canary'];
  return { written, shown: new StartConsole({ ...options, names, write: (text) => written.push(text) }) };
}

describe('a service log line', () => {
  it('becomes a short line under the name of its service', () => {
    const { shown, written } = createConsole();
    shown.show('tts', '{"level":"info","message":"ready","service":"tts","timestamp":"t","loadMs":12}');
    shown.show('stt-canary', '{"level":"error","message":"cannot run","error":"Error: no\\n    at x"}');
    expect(written).toEqual([
      '[tts]        ready loadMs=12\n',
      '[stt-canary] error cannot run\nError: no\n    at x\n',
    ]);
  });

  it('stays as it is where it is no log object', () => {
    const { shown, written } = createConsole();
    for (const line of ['plain words', '{"level":1}', '{broken', '   ']) shown.show('tts', line);
    expect(written).toEqual([
      '[tts]        plain words\n',
      '[tts]        {"level":1}\n',
      '[tts]        {broken\n',
    ]);
  });

  it('passes through untouched with --json, among JSON lines of our own', () => {
    const { shown, written } = createConsole({ json: true });
    const line = '{"level":"info","message":"ready"}';
    shown.show('tts', line);
    shown.say('Stopped.');
    expect(written[0]).toBe(`${line}\n`);
    expect(JSON.parse(written[1] ?? '')).toMatchObject({
      level: 'info',
      message: 'Stopped.',
      service: 'parley',
    });
  });

  it('is coloured only when asked', () => {
    const { shown, written } = createConsole({ colour: true });
    shown.show('tts', 'plain words');
    expect(written[0]).toContain('\u001B[');
  });
});
