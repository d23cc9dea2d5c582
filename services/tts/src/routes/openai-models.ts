import { type OpenAiModel, type OpenAiModelList, ParleyError, plainModelName } from '@parley/contracts';
import type { Express } from 'express';
import type { TtsContext } from '../context.js';
import { plainEngineName } from '../speaking/engine-names.js';
import type { EngineSet } from '../speaking/engine-set.js';

/** OpenAI's own names, which clients have in their settings: whatever engine is the best answers to them. */
const aliases = ['tts-1', 'tts-1-hd', 'gpt-4o-mini-tts'];

/** What OpenAI adds to a name for one day's state of the model: `-1106`, `-2025-12-15`. */
const dateSuffix = /-(?:\d{4}-\d{2}-\d{2}|\d{4})$/;
const isAlias = (name: string) => aliases.includes(plainModelName(name).replace(dateSuffix, ''));

const startedAtSeconds = Math.floor(Date.now() / 1_000 - process.uptime());

/** The names that each engine answers to. */
function namesOfEngines(engines: EngineSet): { engine: string; names: string[] }[] {
  return engines.statuses().map(({ id, model }) => ({
    engine: id,
    names: [...new Set([id, ...(model === undefined ? [] : [model])])],
  }));
}

const modelNames = (engines: EngineSet) => [
  ...new Set([...namesOfEngines(engines).flatMap(({ names }) => names), ...aliases]),
];

/**
 * The engine that a model's name asks for; undefined where any may speak.
 * @throws ParleyError `model_not_found` with the list
 */
export function engineOfModel(name: string | undefined, engines: EngineSet): string | undefined {
  if (name === undefined || isAlias(name)) return undefined;
  const found = namesOfEngines(engines).find(
    ({ engine, names }) =>
      plainEngineName(engine) === plainEngineName(name) ||
      names.some((each) => plainModelName(each) === plainModelName(name)),
  );
  if (found) return found.engine;
  throw new ParleyError(
    'model_not_found',
    `The model "${name.slice(0, 100)}" does not exist here or is not active. Models: ${modelNames(engines).join(', ')}.`,
    { param: 'model' },
  );
}

const toModel = (id: string): OpenAiModel => ({
  id,
  object: 'model',
  created: startedAtSeconds,
  owned_by: 'parley',
});

/** `GET /v1/models` and `GET /v1/models/:id`; ids with a slash come with or without it escaped. */
export function addOpenAiModelRoutes(app: Express, { engines }: TtsContext): void {
  app.get('/v1/models', (_request, response) => {
    const list: OpenAiModelList = { object: 'list', data: modelNames(engines).map(toModel) };
    response.json(list);
  });
  app.get('/v1/models/*id', (request, response) => {
    const name = [request.params.id].flat().join('/');
    engineOfModel(name, engines);
    response.json(toModel(name));
  });
}
