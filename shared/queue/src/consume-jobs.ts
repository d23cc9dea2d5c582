import type { JobKind } from '@parley/contracts';
import { createBlobStore } from './blobs/create-blob-store.js';
import { Tombstones } from './job-cancellation.js';
import { JobConsumer } from './job-consumer.js';
import type { JobEvent, JobHandler } from './job-handler.js';
import {
  defaultPrefix,
  defaultQueueLimits,
  type QueueConnection,
  type QueueLimits,
} from './queue-options.js';
import { createConsumerRedis } from './redis-clients.js';
import { runJob } from './run-job.js';

export interface ConsumeJobsOptions<K extends JobKind> {
  connection: QueueConnection;
  kind: K;
  /** Jobs at once; what the engine can take. */
  concurrency: number;
  handler: JobHandler<K>;
  onEvent: (event: JobEvent) => void;
  limits?: Partial<QueueLimits>;
}

/**
 * Takes jobs of one kind until it is stopped, and reconnects to Redis by itself. Called once for each kind.
 *
 * ```ts
 * const consumer = consumeJobs({
 *   connection: { redisUrl: config.redisUrl },
 *   kind: 'synthesize',
 *   concurrency: 2,
 *   handler: async (input, { signal, reportProgress, blobs }) => {
 *     const wav = await synthesizeWav(engine, input, reportProgress, signal);
 *     return { type: 'blob', blob: await blobs.put(wav, 'audio/wav', signal) };
 *   },
 *   onEvent: events.job,
 * });
 * ```
 * `consumer.checkReadiness` is a probe for `/ready`; `consumer.stop(graceMs)` belongs to the service's drain.
 * @throws Error where this process already has a handler for the kind.
 */
export function consumeJobs<K extends JobKind>(options: ConsumeJobsOptions<K>): JobConsumer {
  const { connection, kind, handler } = options;
  const limits = { ...defaultQueueLimits, ...options.limits };
  const prefix = connection.prefix ?? defaultPrefix;
  const closing = new AbortController();
  const redis = createConsumerRedis(connection.redisUrl, closing.signal);
  const blobs = createBlobStore(redis, connection, limits);
  const tombstones = new Tombstones(redis, prefix);
  return new JobConsumer({
    kind,
    prefix,
    redis,
    closing,
    blobs,
    tombstones,
    concurrency: options.concurrency,
    run: (job, signal) => runJob({ kind, handler, blobs, tombstones }, job, signal),
    onEvent: options.onEvent,
  });
}
