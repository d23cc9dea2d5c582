import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { consumeJobs } from '../consume-jobs.js';

/**
 * A worker process for tests: `worker-process.ts <redisUrl> <logFile>`. Each job takes the milliseconds that its text
 * says; what happens is appended to the log as `<pid> <event> <id>`, which survives a SIGKILL.
 */
const [redisUrl = '', logFile = ''] = process.argv.slice(2);

function note(event: string, id: string): void {
  appendFileSync(logFile, `${process.pid} ${event} ${id}\n`);
}

const consumer = consumeJobs({
  connection: { redisUrl },
  kind: 'synthesize',
  concurrency: 1,
  handler: async (input, { id, signal }) => {
    note('began', id);
    await sleep(Number(input.text), undefined, { signal });
    note('worked', id);
    return { type: 'json', value: { pid: process.pid } };
  },
  onEvent: (event) => {
    if ('id' in event) note(event.type, event.id);
  },
});

process.once('SIGTERM', () => {
  void consumer.stop(200).then(() => process.disconnect?.());
});
