import { ParleyError, type Portrait, type PortraitList } from '@parley/contracts';
import { acceptUpload, requestSignal, requireUpload, uploadPlaces } from '@parley/service-kit';
import type { Express } from 'express';
import { z } from 'zod';
import type { AvatarContext } from '../context.js';
import { defaultPortraitId } from '../engines/avatar-engine.js';
import { faceOf } from '../portraits/face-field.js';
import { forgetPortrait, keepPortrait } from '../portraits/portrait-work.js';
import { previewOf } from '../portraits/preview.js';
import { renderStill, toRenderRequest } from '../stills.js';

/** Uploads of pictures at once. */
const maxUploads = 4;

const portraitFieldsSchema = z.object({ name: z.string().trim().min(1).max(100).optional() });

/**
 * Portraits that are kept: `POST /portraits` with a picture in the field `source_image`, `GET /portraits`,
 * `GET` and `DELETE /portraits/:id`, `GET /portraits/:id/picture`. An id serves `/api/render`, jobs and the live stream.
 */
export function addPortraitRoutes(app: Express, context: AvatarContext): void {
  const { portraits, preparations, config } = context;
  const form = acceptUpload(['source_image'], config.server.maxUploadBytes);
  const prepared = (portrait: Portrait): Portrait => ({ ...portrait, live: preparations.of(portrait.id) });

  app.post('/portraits', uploadPlaces(maxUploads, 'pictures'), form, async (request, response) => {
    const { bytes, fileName } = requireUpload(request, 'source_image');
    const fields: Record<string, unknown> = request.body ?? {};
    const { name = nameOfFile(fileName) } = portraitFieldsSchema.parse(fields);
    const picture = { bytes, face: faceOf(fields) };
    const portrait = await keepPortrait(context, picture, name, requestSignal(request, response));
    response.status(201).location(`/portraits/${portrait.id}`).json(prepared(portrait));
  });

  app.get('/portraits', async (_request, response) => {
    const list: PortraitList = { portraits: await portraits.list() };
    response.json(list);
  });

  app.get('/portraits/:id', async (request, response) => {
    response.json(prepared(await portraits.require(request.params.id)));
  });

  app.get('/portraits/:id/picture', async (request, response) => {
    const { id } = request.params;
    await portraits.require(id);
    const preview =
      id === defaultPortraitId
        ? await ownPreview(context, requestSignal(request, response))
        : await portraits.preview(id);
    if (!preview)
      throw new ParleyError('not_found', "This portrait's picture is damaged. Please upload it again.");
    response.set('cache-control', 'private, max-age=3600');
    response.type('image/jpeg').send(Buffer.from(preview));
  });

  app.delete('/portraits/:id', async (request, response) => {
    await forgetPortrait(context, request.params.id);
    response.status(204).end();
  });
}

async function ownPreview(context: AvatarContext, signal: AbortSignal): Promise<Uint8Array> {
  const { bytes } = await renderStill(context, defaultPortraitId, toRenderRequest({}), signal);
  return previewOf(bytes);
}

/** A file's name as a portrait's. */
function nameOfFile(fileName: string): string | undefined {
  const name = fileName.replaceAll(/\p{C}/gu, '').trim().slice(0, 100);
  return name === '' ? undefined : name;
}
