import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { QueueEvents } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { JobQueues } from './job-queues.js';
import { isRedisInstalled, TestRedis } from './testing/redis-server.js';

interface Note {
  pid: number;
  event: string;
  id: string;
}

/** Lock, check and check again (see queue-options.ts), and the start of the second worker's run. */
const takeoverLimitMs = 16_000;

describe.skipIf(!isRedisInstalled)('two worker processes', () => {
  let server: TestRedis;
  let queues: JobQueues;
  let folder: string;
  let workers: ChildProcess[];

  beforeAll(async () => {
    server = await TestRedis.start();
  });

  afterAll(() => server.stop());

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'parley-workers-'));
    workers = [];
    queues = new JobQueues({ connection: { redisUrl: server.url } });
  });

  afterEach(async () => {
    for (const worker of workers) worker.kill('SIGKILL');
    await queues.close();
    rmSync(folder, { recursive: true });
    const redis = new Redis(server.url);
    await redis.flushall();
    redis.disconnect();
  });

  async function startWorkers(count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      workers.push(
        fork(
          fileURLToPath(new URL('./testing/worker-process.ts', import.meta.url)),
          [server.url, join(folder, 'log')],
          {
            execArgv: ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href],
          },
        ),
      );
    }
    await vi.waitFor(async () => expect((await queues.counts()).synthesize.workers).toBe(count), 20_000);
  }

  function notes(): Note[] {
    const path = join(folder, 'log');
    const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
    return lines.map((line) => {
      const [pid = '', event = '', id = ''] = line.split(' ');
      return { pid: Number(pid), event, id };
    });
  }

  function add(workMs: number) {
    return queues.add('synthesize', { text: String(workMs), language: 'en', speed: 1 });
  }

  async function completed(id: string): Promise<void> {
    await vi.waitFor(async () => expect((await queues.get(id)).state).toBe('completed'), {
      timeout: takeoverLimitMs + 5_000,
      interval: 50,
    });
  }

  it('finish a job once, elsewhere, when the one that has it is killed', { timeout: 60_000 }, async () => {
    await startWorkers(2);
    const connection = new Redis(server.url, { maxRetriesPerRequest: null });
    const feed = new QueueEvents('jobs-synthesize', { connection, prefix: 'parley' });
    await feed.waitUntilReady();
    const deliveries: string[] = [];
    feed.on('completed', ({ jobId }) => deliveries.push(jobId));

    const job = await add(1_500);
    const first = await vi.waitFor(() => {
      const began = notes().find(({ event }) => event === 'began');
      if (!began) throw new Error('not begun');
      return began;
    });
    const victim = workers.find(({ pid }) => pid === first.pid);
    victim?.kill('SIGKILL');
    const killedAt = performance.now();
    await completed(job.id);
    expect(performance.now() - killedAt).toBeLessThan(takeoverLimitMs);

    const survivor = workers.find(({ pid }) => pid !== first.pid)?.pid;
    const of = (event: string) => notes().filter((note) => note.event === event);
    await vi.waitFor(() => expect(of('job-completed')).toHaveLength(1));
    expect(of('began').map(({ pid }) => pid)).toEqual([first.pid, survivor]);
    expect(of('worked').map(({ pid }) => pid)).toEqual([survivor]);
    expect(await queues.result(job.id)).toEqual({ type: 'json', value: { pid: survivor } });
    const after = await add(1);
    await completed(after.id);
    await vi.waitFor(() => expect(deliveries).toEqual([job.id, after.id]));
    await feed.close();
    connection.disconnect();
  });

  it('give up a job that was cancelled while its worker died', { timeout: 60_000 }, async () => {
    await startWorkers(1);
    const job = await add(60_000);
    await vi.waitFor(() => expect(notes().some(({ event }) => event === 'began')).toBe(true));
    workers[0]?.kill('SIGKILL');
    await queues.cancel(job.id);
    workers = [];
    await vi.waitFor(async () => expect((await queues.counts()).synthesize.workers).toBe(0));
    await startWorkers(1);
    await vi.waitFor(() => expect(notes().some(({ event }) => event === 'job-cancelled')).toBe(true), {
      timeout: takeoverLimitMs,
    });
    expect(notes().filter(({ event }) => event === 'began')).toHaveLength(1);
    expect((await queues.get(job.id)).state).toBe('cancelled');
  });

  it('hand a job back when the one that has it is told to stop', { timeout: 60_000 }, async () => {
    await startWorkers(2);
    const job = await add(1_200);
    const first = await vi.waitFor(() => {
      const began = notes().find(({ event }) => event === 'began');
      if (!began) throw new Error('not begun');
      return began;
    });
    const stopping = workers.find(({ pid }) => pid === first.pid);
    if (!stopping) throw new Error('no worker');
    const exited = once(stopping, 'exit');
    stopping.kill('SIGTERM');
    const toldAt = performance.now();
    await completed(job.id);
    expect(performance.now() - toldAt).toBeLessThan(4_000);
    expect(notes().map(({ event }) => event)).toContain('job-released');
    expect(notes().filter(({ event }) => event === 'worked')).toHaveLength(1);
    expect(await exited).toEqual([0, null]);
  });
});
