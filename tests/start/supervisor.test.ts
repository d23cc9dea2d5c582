import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';

import { redisAnswers } from '../../infra/start/redis.mjs';
import { findFreePort } from './free-port.js';

const script = fileURLToPath(new URL('fakes/run-fakes.mjs', import.meta.url));
const stateSchema = z.object({
  supervisor: z.number(),
  programs: z.record(z.string(), z.object({ pid: z.number().nullable(), restarts: z.number() })),
});

interface Fake {
  name: string;
  port: number;
  env?: Record<string, string>;
}

let directory: string;
let supervisor: ChildProcess | undefined;
let output = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'parley-start-'));
});

afterEach(() => {
  if (supervisor?.exitCode === null) supervisor.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

function superviseFakes(services: Fake[], options: { graceMs?: number; redisPort?: number } = {}) {
  output = '';
  const run = JSON.stringify({ stateFile: join(directory, 'state.json'), services, ...options });
  supervisor = spawn(process.execPath, [script, run], { stdio: ['ignore', 'pipe', 'inherit'] });
  supervisor.stdout?.on('data', (part: Buffer) => (output += part.toString()));
  return supervisor;
}

const until = <T>(check: () => T | Promise<T>, timeout = 10_000) =>
  vi.waitFor(check, { timeout, interval: 20 });

/** The process id of a program that runs. */
function pidOf(name: string): number {
  const state = stateSchema.parse(JSON.parse(readFileSync(join(directory, 'state.json'), 'utf8')));
  const pid = state.programs[name]?.pid;
  if (pid === null || pid === undefined) throw new Error(`${name} does not run.`);
  return pid;
}

async function health(port: number) {
  const response = await fetch(`http://127.0.0.1:${port}/health`);
  return z.object({ status: z.literal('ok'), childPid: z.number().optional() }).parse(await response.json());
}

const isAlive = (pid: number) => existsSync(`/proc/${pid}`) && !isZombie(pid);

/** A dead process whose parent has not asked after it: in a container, orphans may stay so. */
function isZombie(pid: number): boolean {
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.startsWith('Z') ?? false;
}

const expectDead = (pid: number) => until(() => expect(isAlive(pid)).toBe(false));

describe('the supervisor', () => {
  it('shows the table, and brings a killed service back within 3 s while the others go on', async () => {
    const [one, two] = [await findFreePort(), await findFreePort()];
    superviseFakes([
      { name: 'one', port: one, env: { FAKE_CHILD: '1' } },
      { name: 'two', port: two },
    ]);
    await until(() =>
      expect(output).toMatch(/two +http:\/\/localhost:\d+ +fake +not ready\n +No model\. — npm run models/),
    );
    const before = { one: pidOf('one'), two: pidOf('two') };
    const { childPid = 0 } = await health(one);

    process.kill(before.one, 'SIGKILL');
    await expectDead(childPid);
    await until(() => expect(pidOf('one')).not.toBe(before.one), 3000);
    await until(() => health(one), 3000);

    expect(pidOf('two')).toBe(before.two);
    await until(() => expect(output).toMatch(/one was killed by SIGKILL; starting it again in 0\.25 s/));
    await until(() => expect(output).toMatch(/one is back after/));
  });

  it('says the last words of a service that keeps ending, and runs the rest', async () => {
    const [one, two] = [await findFreePort(), await findFreePort()];
    superviseFakes([
      { name: 'broken', port: one, env: { FAKE_BROKEN: '1' } },
      { name: 'two', port: two },
    ]);
    await until(() => expect(output).toContain('broken ended with exit code 3; starting it again in 4 s'));
    await until(() => health(two));
    await until(() =>
      expect(output).toMatch(
        /broken +http\S+ +down\n +keeps ending; its last words: the portrait is missing/,
      ),
    );
  });
});

describe('the end', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s leaves nothing, and is no failure',
    async (signal) => {
      const [port, redisPort] = [await findFreePort(), await findFreePort()];
      const run = superviseFakes([{ name: 'one', port, env: { FAKE_CHILD: '1' } }], { redisPort });
      const { childPid = 0 } = await until(() => health(port));
      expect(await redisAnswers(`redis://127.0.0.1:${redisPort}`)).toBe(true);
      const pids = [childPid, pidOf('one'), pidOf('redis')];

      run.kill(signal);
      expect(await once(run, 'exit')).toEqual([0, null]);
      await Promise.all(pids.map(expectDead));
      expect(existsSync(join(directory, 'state.json'))).toBe(false);
    },
  );

  it('comes when npm is ended, whose shell says no word to the supervisor', async () => {
    const port = await findFreePort();
    const run = JSON.stringify({
      stateFile: join(directory, 'state.json'),
      services: [{ name: 'one', port }],
    });
    const shell = spawn('sh', ['-c', '"$0" "$1" "$2"; exit', process.execPath, script, run], {
      env: { ...process.env, npm_lifecycle_event: 'start' },
      stdio: 'ignore',
    });
    await until(() => health(port));
    const pid = pidOf('one');
    shell.kill('SIGTERM');
    await expectDead(pid);
  });

  it('comes when nobody is left to read', async () => {
    const port = await findFreePort();
    const run = superviseFakes([{ name: 'one', port }]);
    await until(() => health(port));
    run.stdout?.destroy();
    process.kill(pidOf('one'), 'SIGKILL');
    expect(await once(run, 'exit')).toEqual([0, null]);
    await until(() => expect(health(port)).rejects.toThrow());
  });

  it('comes by SIGKILL for a service that does not heed', async () => {
    const port = await findFreePort();
    const run = superviseFakes([{ name: 'deaf', port, env: { FAKE_DEAF: '1' } }], { graceMs: 200 });
    await until(() => health(port));
    const pid = pidOf('deaf');
    run.kill('SIGINT');
    expect(await once(run, 'exit')).toEqual([0, null]);
    await expectDead(pid);
  });

  it('comes at once at the second Ctrl-C', async () => {
    const port = await findFreePort();
    const run = superviseFakes([{ name: 'deaf', port, env: { FAKE_DEAF: '1' } }], { graceMs: 60_000 });
    await until(() => health(port));
    const pid = pidOf('deaf');
    const ended = once(run, 'exit');
    // npm passes a Ctrl-C on that we heard already, so one that comes soon does not count: ask until heard.
    await until(() => {
      run.kill('SIGINT');
      expect(run.exitCode).toBe(130);
    });
    await ended;
    await expectDead(pid);
  });

  it('reaches the services and Redis also when the supervisor is killed', async () => {
    const [port, redisPort] = [await findFreePort(), await findFreePort()];
    const run = superviseFakes([{ name: 'one', port }], { redisPort });
    await until(() => health(port));
    const pids = [pidOf('one'), pidOf('redis')];
    run.kill('SIGKILL');
    await Promise.all(pids.map(expectDead));
  });
});
