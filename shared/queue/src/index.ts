export type { BlobStore } from './blobs/blob-store.js';
export { type ConsumeJobsOptions, consumeJobs } from './consume-jobs.js';
export type { JobConsumer } from './job-consumer.js';
export { createJobEventLog } from './job-event-log.js';
export type { JobContext, JobEvent, JobHandler } from './job-handler.js';
export { JobQueues, type JobQueuesOptions } from './job-queues.js';
export type { QueueCounts } from './job-store.js';
export { defaultQueueLimits, type QueueConnection, type QueueLimits } from './queue-options.js';
