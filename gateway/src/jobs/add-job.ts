import { type Job, ParleyError } from '@parley/contracts';
import type { JobQueues } from '@parley/queue';
import { acceptUpload, uploadOf } from '@parley/service-kit';
import express, { type Request, type RequestHandler } from 'express';
import { z } from 'zod';
import { type JobLimits, type JobRequest, readJobRequest } from './job-request.js';

const idempotencyKeySchema = z.object({ 'Idempotency-Key': z.string().min(1).max(255).optional() });

/** `POST /v1/jobs`: a form or JSON in, 202 with the job and its address out. */
export function addJob(queues: JobQueues, limits: JobLimits): RequestHandler[] {
  // Base64 takes four characters for three bytes.
  const json = express.json({ limit: Math.ceil((limits.maxUploadBytes * 4) / 3) + 64 * 1024 });
  return [
    assertBodyType,
    json,
    acceptUpload(['file'], limits.maxUploadBytes),
    async (request, response) => {
      const idempotencyKey = idempotencyKeyOf(request);
      const jobRequest = readJobRequest(request.body, uploadOf(request), limits);
      const job = await submit(queues, jobRequest, idempotencyKey === undefined ? {} : { idempotencyKey });
      response.status(202).location(`/v1/jobs/${job.id}`).json(job);
    },
  ];
}

const assertBodyType: RequestHandler = (request, _response, next) => {
  if (request.is(['json', 'multipart/form-data'])) {
    next();
    return;
  }
  throw new ParleyError('unsupported_media_type', 'Send a job as multipart/form-data or application/json.');
};

/** A caller's key is the caller's own: another one with the same key has another job. */
function idempotencyKeyOf(request: Request): string | undefined {
  const { 'Idempotency-Key': key } = idempotencyKeySchema.parse({
    'Idempotency-Key': request.get('idempotency-key'),
  });
  const caller = request.get('authorization') ?? request.get('x-api-key') ?? '';
  return key && JSON.stringify([caller, key]);
}

async function submit(
  queues: JobQueues,
  request: JobRequest,
  options: { idempotencyKey?: string },
): Promise<Job> {
  if (request.kind === 'synthesize') return queues.add('synthesize', request.options, options);
  const file = await queues.blobs.put(request.file.bytes, request.file.contentType);
  return request.kind === 'transcribe'
    ? queues.add('transcribe', { ...request.options, file }, options)
    : queues.add('render', { ...request.options, file }, options);
}
