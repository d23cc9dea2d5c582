import { acceptUpload, requestSignal, requireUpload, uploadOf, uploadPlaces } from '@parley/service-kit';
import type { Express } from 'express';
import { z } from 'zod';
import type { AvatarContext } from '../context.js';
import { faceOf } from '../portraits/face-field.js';
import { rememberPortrait } from '../portraits/portrait-work.js';
import { renderStill, toRenderRequest } from '../stills.js';

/** Requests at once, with their pictures; those that only name a portrait count too, since nobody knows before the body. */
const maxRenders = 8;

const portraitFieldSchema = z.object({ portrait: z.string().optional() });

/**
 * `POST /api/render`: a form with `source_image` (or the id of a `portrait`), expression, intensity and sliders; a
 * picture out.
 */
export function addRenderRoute(app: Express, context: AvatarContext): void {
  const form = acceptUpload(['source_image'], context.config.server.maxUploadBytes);
  app.post('/api/render', uploadPlaces(maxRenders, 'pictures'), form, async (request, response) => {
    const fields: Record<string, unknown> = request.body ?? {};
    const renderRequest = toRenderRequest(fields);
    const known = portraitFieldSchema.parse(fields).portrait;
    const signal = requestSignal(request, response);
    const portrait =
      known !== undefined && !uploadOf(request)
        ? await context.portraits.require(known)
        : await rememberPortrait(
            context,
            { bytes: requireUpload(request, 'source_image').bytes, face: faceOf(fields) },
            signal,
          );
    const image = await renderStill(context, portrait.id, renderRequest, signal);
    response.set({
      'x-parley-engine': context.engine.id,
      'x-parley-portrait': portrait.id,
      'x-parley-ai-generated': 'true',
    });
    response.type(image.contentType).send(Buffer.from(image.bytes));
  });
}
