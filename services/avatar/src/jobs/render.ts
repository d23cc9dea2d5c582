import { type JobInput, ParleyError } from '@parley/contracts';
import { type BlobStore, type JobConsumer, consumeJobs, createJobEventLog } from '@parley/queue';
import type { AvatarContext } from '../context.js';
import { rememberPortrait } from '../portraits/portrait-work.js';
import { renderStill } from '../stills.js';
import { requireSliders } from '../sliders.js';

/** Takes queued pictures, the same work as `POST /api/render`, and clips. */
export function consumeRenderJobs(context: AvatarContext): JobConsumer {
  const { config, foundation } = context;
  return consumeJobs({
    connection: { redisUrl: config.redisUrl },
    kind: 'render',
    concurrency: config.jobConcurrency,
    handler: async (input, { signal, reportProgress, blobs }) => {
      requireSliders(input.sliders ?? {});
      const portrait = await portraitOf(context, input, blobs, signal);
      reportProgress(0.05);
      const image = await renderStill(context, portrait, input, signal);
      return { type: 'blob', blob: await blobs.put(image.bytes, image.contentType, signal) };
    },
    onEvent: createJobEventLog(foundation, 'render'),
  });
}

/** @throws ParleyError `not_found`, `missing_file`, and what looking at a picture throws. */
async function portraitOf(
  context: AvatarContext,
  { file, portrait }: JobInput<'render'>,
  blobs: BlobStore,
  signal: AbortSignal,
): Promise<string> {
  if (file) {
    const picture = { bytes: await blobs.get(file, signal) };
    return (await rememberPortrait(context, picture, signal)).id;
  }
  if (portrait === undefined)
    throw new ParleyError('missing_file', 'A picture ("file") or a "portrait" is needed.', { param: 'file' });
  return (await context.portraits.require(portrait)).id;
}
