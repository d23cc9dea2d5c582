import {
  ParleyError,
  type RenderRequest,
  expressions,
  renderRequestSchema,
  visemes,
} from '@parley/contracts';
import type { AvatarContext } from './context.js';
import type { EncodedImage } from './engines/avatar-engine.js';
import { expressionMotion } from './engines/motion/expressions.js';
import { addMotion, clampMotion, restingFace } from './engines/motion/face-motion.js';
import { visemeShapes } from './engines/motion/viseme-shapes.js';

/**
 * A client's fields as a request.
 * @throws ParleyError `unknown_expression` with the list, `invalid_parameter`.
 */
export function toRenderRequest(fields: Record<string, unknown>): RenderRequest {
  const expression =
    typeof fields['expression'] === 'string' ? fields['expression'].toLowerCase() : undefined;
  if (expression !== undefined && !expressions.some((name) => name === expression)) {
    throw new ParleyError(
      'unknown_expression',
      `There is no expression "${expression.slice(0, 40)}". Expressions: ${expressions.join(', ')}.`,
      { param: 'expression' },
    );
  }
  return renderRequestSchema.parse({ ...fields, ...(expression !== undefined && { expression }) });
}

/** A portrait with an expression, and a mouth shape where one is asked for. */
export async function renderStill(
  { engine, events }: AvatarContext,
  portrait: string,
  request: RenderRequest,
  signal: AbortSignal,
): Promise<EncodedImage> {
  const startedAt = performance.now();
  const { expression, intensity, format } = request;
  const viseme = visemes.find((name) => name === request.viseme) ?? 'sil';
  const speaking = viseme === 'sil' ? 0 : 1;
  const face = addMotion(restingFace, expressionMotion(expression, intensity, speaking));
  const motion = clampMotion(addMotion(face, visemeShapes[viseme].pose));
  const image = await engine.renderStill({ portrait, motion, format }, signal);
  events.stillRendered({ expression, elapsedMs: Math.round(performance.now() - startedAt) });
  return image;
}

/** Makes an uploaded picture a portrait, and says so. */
export async function addPortrait(
  { engine, portraits, events }: AvatarContext,
  bytes: Uint8Array,
  signal: AbortSignal,
) {
  const startedAt = performance.now();
  const portrait = await portraits.add({ bytes }, (id, picture) => engine.inspect(id, picture, signal));
  const { width, height, faces } = portrait;
  events.portraitAdded({ width, height, faces, elapsedMs: Math.round(performance.now() - startedAt) });
  return portrait;
}
