import { type OpenAiModel, type OpenAiModelList, ParleyError, plainModelName } from '@parley/contracts';
import type { Express } from 'express';
import type { SttContext } from '../context.js';
import type { SpeechToTextEngine } from '../engines/speech-to-text-engine.js';

/** OpenAI's own names, which clients have in their settings: whatever engine is active answers to them. */
const aliases = ['whisper-1', 'gpt-4o-transcribe', 'gpt-4o-mini-transcribe'];

const startedAtSeconds = Math.floor(Date.now() / 1_000 - process.uptime());

/** The names that the active engine answers to, its own first; none while its model is not installed. */
function modelNames(engine: SpeechToTextEngine): string[] {
  const readiness = engine.readiness();
  if (!readiness.ready && readiness.code !== 'engine_not_ready') return [];
  const { id, model } = engine.status();
  return [...new Set([id, ...(model === undefined ? [] : [model]), ...aliases])];
}

/** @throws ParleyError `model_not_found` with the list, where the name is not one of the active engine. */
export function assertModel(name: string, engine: SpeechToTextEngine): void {
  const names = modelNames(engine);
  if (names.some((each) => plainModelName(each) === plainModelName(name))) return;
  throw new ParleyError(
    'model_not_found',
    `The model "${name.slice(0, 100)}" does not exist here or is not active. Models: ${names.join(', ')}.`,
    { param: 'model' },
  );
}

function toModel(id: string): OpenAiModel {
  return { id, object: 'model', created: startedAtSeconds, owned_by: 'parley' };
}

/** `GET /v1/models` and `GET /v1/models/:id`; ids with a slash come with or without it escaped. */
export function addOpenAiModelRoutes(app: Express, { engine }: SttContext): void {
  app.get('/v1/models', (_request, response) => {
    const list: OpenAiModelList = { object: 'list', data: modelNames(engine).map(toModel) };
    response.json(list);
  });
  app.get('/v1/models/*id', (request, response) => {
    const { id } = request.params;
    const name = Array.isArray(id) ? id.join('/') : String(id);
    assertModel(name, engine);
    response.json(toModel(name));
  });
}
