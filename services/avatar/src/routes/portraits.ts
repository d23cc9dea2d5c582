import { ParleyError } from '@parley/contracts';
import { acceptUpload, requestSignal, requireUpload } from '@parley/service-kit';
import type { Express } from 'express';
import type { AvatarContext } from '../context.js';
import { addPortrait } from '../stills.js';

/** `POST /portraits`: a picture in the field `source_image`; its id serves `/api/render` and the live stream. */
export function addPortraitRoutes(app: Express, context: AvatarContext): void {
  const form = acceptUpload(['source_image'], context.config.server.maxUploadBytes);
  app.post('/portraits', form, async (request, response) => {
    const { bytes } = requireUpload(request, 'source_image');
    response.status(201).json(await addPortrait(context, bytes, requestSignal(request, response)));
  });
  app.get('/portraits/:id', (request, response) => {
    const portrait = context.portraits.portrait(request.params.id);
    if (!portrait)
      throw new ParleyError('not_found', 'This portrait is not known here. Please upload it again.');
    response.json(portrait);
  });
}
