import { once } from 'node:events';
import type { Job } from '@parley/contracts';
import type { JobQueues } from '@parley/queue';
import { requestSignal, translateError } from '@parley/service-kit';
import type { RequestHandler, Response } from 'express';

/** Comments in between keep proxies from closing a stream in which nothing happens. */
const heartbeatMs = 15_000;

/**
 * `GET /v1/jobs/:id/events`: server-sent events until the job has ended. `progress` while it waits and runs, then
 * one of `completed`, `failed`, `cancelled`, each with the job; `error` with an error body where it can no longer be
 * followed.
 */
export function followJob(queues: JobQueues): RequestHandler<{ id: string }> {
  return async (request, response) => {
    const signal = requestSignal(request, response);
    const updates = queues.events(request.params.id, signal);
    // What is wrong with the request is told as an ordinary error, before the stream begins.
    let update = await updates.next();
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      // nginx would otherwise hold the events back.
      'x-accel-buffering': 'no',
    });
    const heartbeat = setInterval(() => response.write(':\n\n'), heartbeatMs);
    try {
      while (!update.done) {
        await send(response, eventName(update.value), update.value, signal);
        update = await updates.next();
      }
    } catch (error) {
      if (!signal.aborted) await send(response, 'error', translateError(error).toBody(), signal);
    } finally {
      clearInterval(heartbeat);
      await updates.return();
      response.end();
    }
  };
}

function eventName({ state }: Job): string {
  return state === 'queued' || state === 'active' ? 'progress' : state;
}

async function send(response: Response, event: string, data: unknown, signal: AbortSignal): Promise<void> {
  const flushed = response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  if (!flushed) await once(response, 'drain', { signal });
}
