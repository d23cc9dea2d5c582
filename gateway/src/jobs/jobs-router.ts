import type { JobQueues } from '@parley/queue';
import { Router } from 'express';
import { addJob } from './add-job.js';
import { followJob } from './follow-job.js';
import type { JobLimits } from './job-request.js';
import { cancelJob, showJob, showJobResult } from './show-job.js';

export interface JobsRouterOptions {
  queues: JobQueues;
  limits: JobLimits;
}

/** Work that need not be waited for: `/v1/jobs`, to be mounted at the root. */
export function createJobsRouter({ queues, limits }: JobsRouterOptions): Router {
  const router = Router();
  router.post('/v1/jobs', ...addJob(queues, limits));
  router.get('/v1/jobs/:id', showJob(queues));
  router.delete('/v1/jobs/:id', cancelJob(queues));
  router.get('/v1/jobs/:id/result', showJobResult(queues));
  router.get('/v1/jobs/:id/events', followJob(queues));
  return router;
}
