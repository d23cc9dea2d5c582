import { ParleyError, type Portrait } from '@parley/contracts';
import type { AvatarContext } from '../context.js';
import type { PortraitPicture, SeenPortrait } from '../engines/avatar-engine.js';

/** Makes a picture known for a while, so that it can be rendered. */
export function rememberPortrait(
  context: AvatarContext,
  picture: PortraitPicture,
  signal: AbortSignal,
): Promise<Portrait> {
  return context.portraits.remember(picture, (id) => look(context, id, picture, signal));
}

/** Makes a picture a portrait until somebody deletes it. */
export function keepPortrait(
  context: AvatarContext,
  picture: PortraitPicture,
  name: string | undefined,
  signal: AbortSignal,
): Promise<Portrait> {
  return context.portraits.keep(picture, name, (id) => look(context, id, picture, signal));
}

/** Deletes a portrait and all that was made of it. @throws ParleyError `not_found`. */
export async function forgetPortrait(context: AvatarContext, id: string): Promise<void> {
  const { portraits, preparations, engine, events } = context;
  await portraits.delete(id);
  preparations.forget(id);
  events.portraitDeleted(id);
  // The portrait itself is gone; what an engine made of it goes with the next start at the latest.
  await engine.forget(id).catch((error: unknown) => events.portraitNotForgotten(id, error));
}

async function look(
  { engine, events }: AvatarContext,
  id: string,
  picture: PortraitPicture,
  signal: AbortSignal,
): Promise<SeenPortrait> {
  const startedAt = performance.now();
  const seen = await engine.inspect(id, picture, signal);
  const { face } = picture;
  if (face && (face.left + face.width > seen.width || face.top + face.height > seen.height)) {
    await engine.forget(id);
    throw new ParleyError(
      'invalid_parameter',
      `The face's box must lie inside the picture, which has ${seen.width} x ${seen.height} pixels (upright).`,
      { param: 'face' },
    );
  }
  events.portraitAdded({ ...seen, elapsedMs: Math.round(performance.now() - startedAt) });
  return seen;
}
