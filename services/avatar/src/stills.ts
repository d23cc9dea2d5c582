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
import { type FaceMotion, addMotion, clampMotion, restingFace } from './engines/motion/face-motion.js';
import { visemeShapes } from './engines/motion/viseme-shapes.js';
import { isSlider, requireSliders, slidersMotion } from './sliders.js';

/**
 * A client's fields as a request; sliders may stand in fields of their own.
 * @throws ParleyError `unknown_expression` with the list, `invalid_parameter`; ZodError.
 */
export function toRenderRequest(fields: Record<string, unknown>): RenderRequest {
  const { expression, viseme } = fields;
  const wanted = typeof expression === 'string' ? expression.trim().toLowerCase() : undefined;
  if (wanted !== undefined && !expressions.some((name) => name === wanted)) {
    throw new ParleyError(
      'unknown_expression',
      `There is no expression "${wanted.slice(0, 40)}". Expressions: ${expressions.join(', ')}.`,
      { param: 'expression' },
    );
  }
  if (typeof viseme === 'string' && !visemes.some((name) => name.toLowerCase() === viseme.toLowerCase())) {
    throw new ParleyError(
      'invalid_parameter',
      `There is no viseme "${viseme.slice(0, 40)}". Visemes: ${visemes.join(', ')}.`,
      { param: 'viseme' },
    );
  }
  const request = renderRequestSchema.parse({
    ...fields,
    ...(wanted !== undefined && { expression: wanted }),
  });
  const single = Object.entries(fields).filter(([name, value]) => isSlider(name) && value !== '');
  const sliders = {
    ...request.sliders,
    ...Object.fromEntries(single.map(([name, value]) => [name, Number(value)])),
  };
  requireSliders(sliders);
  return { ...request, sliders };
}

/** The face that a request asks for, before any speech. */
export function requestedFace(request: RenderRequest, speaking = 0): FaceMotion {
  const face = addMotion(restingFace, expressionMotion(request.expression, request.intensity, speaking));
  return addMotion(face, slidersMotion(request.sliders ?? {}));
}

/** A portrait with an expression, and a mouth shape where one is asked for. */
export async function renderStill(
  { engine, events, config }: AvatarContext,
  portrait: string,
  request: RenderRequest,
  signal: AbortSignal,
): Promise<EncodedImage> {
  const startedAt = performance.now();
  const { expression, format } = request;
  const viseme = request.viseme ?? 'sil';
  const face = requestedFace(request, viseme === 'sil' ? 0 : 1);
  const motion = clampMotion(addMotion(face, visemeShapes[viseme].pose));
  const mark = request.mark ?? config.visibleMark;
  const image = await engine.renderStill({ portrait, motion, format, mark }, signal);
  events.stillRendered({ expression, elapsedMs: Math.round(performance.now() - startedAt) });
  return image;
}
