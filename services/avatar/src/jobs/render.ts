import { type JobInput, ParleyError } from '@parley/contracts';
import {
  type BlobStore,
  type JobConsumer,
  type JobContext,
  consumeJobs,
  createJobEventLog,
} from '@parley/queue';
import { renderDrivenClip, renderSpokenClip } from '../clips/render-clip.js';
import { removeAbandonedFolders } from '../clips/temporary-folder.js';
import type { AvatarContext } from '../context.js';
import { rememberPortrait } from '../portraits/portrait-work.js';
import { renderStill } from '../stills.js';
import { requireSliders } from '../sliders.js';

/** How far a job is when its portrait is known, and when its last frame is written. */
const preparedShare = 0.05;
const writtenShare = 0.97;

/** Takes queued pictures, the same work as `POST /api/render`, and clips. */
export function consumeRenderJobs(context: AvatarContext): JobConsumer {
  const { config, foundation } = context;
  // What they leave is small; the next start tries again.
  void removeAbandonedFolders().catch(() => undefined);
  return consumeJobs({
    connection: { redisUrl: config.redisUrl },
    kind: 'render',
    concurrency: config.jobConcurrency,
    handler: async (input, { signal, reportProgress, blobs }) => {
      requireSliders(input.sliders ?? {});
      const portrait = await portraitOf(context, input, blobs, signal);
      reportProgress(preparedShare);
      const { bytes, contentType } = await rendered(context, portrait, input, {
        signal,
        reportProgress,
        blobs,
      });
      return { type: 'blob', blob: await blobs.put(bytes, contentType, signal) };
    },
    onEvent: createJobEventLog(foundation, 'render'),
  });
}

async function rendered(
  context: AvatarContext,
  portrait: string,
  input: JobInput<'render'>,
  { signal, reportProgress, blobs }: Pick<JobContext, 'signal' | 'reportProgress' | 'blobs'>,
): Promise<{ bytes: Uint8Array; contentType: string }> {
  const { audio, driving, visemes } = input;
  const onProgress = (fraction: number): void =>
    reportProgress(preparedShare + (writtenShare - preparedShare) * fraction);
  const work = { context, portrait, request: input, onProgress };
  if (audio) {
    const speech = { audio: await blobs.get(audio, signal), visemes };
    return { bytes: await renderSpokenClip(work, speech, signal), contentType: 'video/mp4' };
  }
  if (driving) {
    const video = await blobs.get(driving, signal);
    return { bytes: await renderDrivenClip(work, video, signal), contentType: 'video/mp4' };
  }
  return renderStill(context, portrait, input, signal);
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
