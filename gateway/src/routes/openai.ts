import { type OpenAiModelList, ParleyError, plainModelName } from '@parley/contracts';
import type { Express } from 'express';
import type { GatewayContext } from '../context.js';
import { type LocatedModel, ModelDirectory } from '../openai/model-directory.js';
import { peekField } from '../openai/peek-field.js';
import type { UpstreamName } from '../upstreams.js';

/** How far into a form its model is looked for: OpenAI's own clients send the file first, of 25 MB at most. */
const maxPeekBytes = 32 * 2 ** 20;
const listening: readonly UpstreamName[] = ['stt', 'stt-canary', 'stt-ctc'];
const defaultService: UpstreamName = 'stt';

/**
 * OpenAI's dialect for the constellation: `GET /v1/models` of all services together, and `POST /v1/audio/...` passed
 * on as it comes, to the service that has the model asked for.
 */
export function addOpenAiRoutes(app: Express, { upstreams, proxies }: GatewayContext): void {
  const directory = new ModelDirectory(upstreams);

  app.get('/v1/models', async (_request, response) => {
    const models = await directory.models();
    const list: OpenAiModelList = { object: 'list', data: models.map(({ model }) => model) };
    response.json(list);
  });

  app.get('/v1/models/*id', async (request, response) => {
    const id = [request.params.id].flat().join('/');
    const models = await directory.models();
    response.json(find(models, id).model);
  });

  app.post('/v1/audio/speech', proxies.to('tts').handle);
  app.get('/v1/audio/voices', proxies.to('tts').handle);

  app.post('/v1/audio/:task', async (request, response, next) => {
    if (!['transcriptions', 'translations'].includes(request.params.task)) {
      next();
      return;
    }
    const models = await directory.models(listening);
    const having = new Set(models.map(({ service }) => service));
    const [only = defaultService] = having;
    const name = having.size > 1 ? await peekField(request, 'model', maxPeekBytes) : undefined;
    const service = name === undefined ? only : find(models, name).service;
    await proxies.to(service).handle(request, response, next);
  });
}

/** @throws ParleyError `model_not_found` with the list. */
function find(models: readonly LocatedModel[], id: string): LocatedModel {
  const found = models.find(({ model }) => plainModelName(model.id) === plainModelName(id));
  if (found) return found;
  const names = models.map(({ model }) => model.id).join(', ');
  throw new ParleyError(
    'model_not_found',
    `The model "${id.slice(0, 100)}" does not exist here or is not active. Models: ${names || 'none'}.`,
    { param: 'model' },
  );
}
