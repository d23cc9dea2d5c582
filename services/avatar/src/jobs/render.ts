import { type JobConsumer, consumeJobs, createJobEventLog } from '@parley/queue';
import type { AvatarContext } from '../context.js';
import { addPortrait, renderStill } from '../stills.js';

/** Takes queued pictures: the same work as `POST /api/render`. */
export function consumeRenderJobs(context: AvatarContext): JobConsumer {
  const { config, foundation } = context;
  return consumeJobs({
    connection: { redisUrl: config.redisUrl },
    kind: 'render',
    concurrency: config.jobConcurrency,
    handler: async ({ file, ...request }, { signal, reportProgress, blobs }) => {
      const portrait = await addPortrait(context, await blobs.get(file, signal), signal);
      reportProgress(0.5);
      const image = await renderStill(context, portrait.id, request, signal);
      return { type: 'blob', blob: await blobs.put(image.bytes, image.contentType, signal) };
    },
    onEvent: createJobEventLog(foundation, 'render'),
  });
}
