import { type Job, ParleyError } from '@parley/contracts';
import type { JobQueues } from '@parley/queue';
import { type Upload, acceptFiles, uploadIn } from '@parley/service-kit';
import express, { type Request, type RequestHandler } from 'express';
import { z } from 'zod';
import {
  type JobFiles,
  type JobLimits,
  type JobRequest,
  jobFileFields,
  readJobRequest,
} from './job-request.js';

const idempotencyKeySchema = z.object({ 'Idempotency-Key': z.string().min(1).max(255).optional() });

/** `POST /v1/jobs`: a form or JSON in, 202 with the job and its address out. */
export function addJob(queues: JobQueues, limits: JobLimits): RequestHandler[] {
  // Base64 takes four characters for three bytes.
  const json = express.json({ limit: Math.ceil((limits.maxUploadBytes * 4) / 3) + 64 * 1024 });
  return [
    assertBodyType,
    json,
    acceptFiles(jobFileFields, limits.maxUploadBytes),
    async (request, response) => {
      const idempotencyKey = idempotencyKeyOf(request);
      const jobRequest = readJobRequest(request.body, filesOf(request), limits);
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

const filesOf = (request: Request): JobFiles =>
  Object.fromEntries(jobFileFields.map((field) => [field, uploadIn(request, field)]));

async function submit(
  queues: JobQueues,
  request: JobRequest,
  options: { idempotencyKey?: string },
): Promise<Job> {
  const put = ({ bytes, contentType }: Upload) => queues.blobs.put(bytes, contentType);
  switch (request.kind) {
    case 'synthesize':
      return queues.add('synthesize', request.options, options);
    case 'transcribe':
      return queues.add('transcribe', { ...request.options, file: await put(request.file) }, options);
    case 'render': {
      const { file, audio, driving } = request.files;
      const files = {
        ...(file && { file: await put(file) }),
        ...(audio && { audio: await put(audio) }),
        ...(driving && { driving: await put(driving) }),
      };
      return queues.add('render', { ...request.options, ...files }, options);
    }
  }
}
