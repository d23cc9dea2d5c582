import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { findFreePort } from './free-port.js';

const script = fileURLToPath(new URL('../../infra/up.mjs', import.meta.url));

async function up(...args: string[]) {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { output, errors, code };
}

describe('npm start', () => {
  it('prints its options', async () => {
    const { output, code } = await up('--help');
    expect(output).toContain('--port-offset');
    expect(code).toBe(0);
  });

  it.each([
    [['--fast'], 'Unknown option'],
    [['--port-offset', 'ten'], 'whole number'],
    [['--only', 'tss'], 'no service named "tss"'],
  ])('refuses %j in words, without a stack', async (args, words) => {
    const { errors, code } = await up(...args);
    expect(errors).toContain(words);
    expect(errors).not.toContain('    at ');
    expect(code).toBe(1);
  });
});

describe('a port that is taken', () => {
  const server = createServer();
  let port = 0;

  beforeEach(async () => {
    port = await findFreePort();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(() => server.close());

  it('is named with its holder, before anything starts', async () => {
    const { output, errors, code } = await up('--only', 'tts', '--port-offset', String(port - 8082));
    expect(errors).toContain(`Port ${port}, which tts needs, is taken by process ${process.pid}`);
    expect(errors).toContain('--port-offset');
    expect(output).toBe('');
    expect(code).toBe(1);
  });
});
