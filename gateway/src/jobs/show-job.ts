import type { JobQueues } from '@parley/queue';
import { requestSignal } from '@parley/service-kit';
import type { RequestHandler } from 'express';

type JobParameters = { id: string };

/** `GET /v1/jobs/:id`. */
export function showJob(queues: JobQueues): RequestHandler<JobParameters> {
  return async (request, response) => {
    response.set('cache-control', 'no-store').json(await queues.get(request.params.id));
  };
}

/** `DELETE /v1/jobs/:id`: cancels a job that has not ended, and answers with the job as it then is. */
export function cancelJob(queues: JobQueues): RequestHandler<JobParameters> {
  return async (request, response) => {
    response.json(await queues.cancel(request.params.id));
  };
}

/** `GET /v1/jobs/:id/result`: the bytes with their type, or JSON; the error of a job that failed. */
export function showJobResult(queues: JobQueues): RequestHandler<JobParameters> {
  return async (request, response) => {
    const result = await queues.result(request.params.id);
    response.set('cache-control', 'no-store');
    if (result.type === 'json') {
      response.json(result.value);
      return;
    }
    const bytes = await queues.blobs.get(result.blob, requestSignal(request, response));
    response.set('content-type', result.blob.contentType);
    // Speech, faces and clips; what people said themselves is JSON, of any length.
    if (result.blob.contentType !== 'application/json') response.set('x-parley-ai-generated', 'true');
    response.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  };
}
