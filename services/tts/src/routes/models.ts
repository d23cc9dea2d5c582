import { ModelStore, describeModels } from '@parley/inference';
import { addModelsRoute } from '@parley/service-kit';
import type { Express } from 'express';
import type { TtsContext } from '../context.js';

const present = (name: string | undefined): name is string => name !== undefined;

/** `GET /models`: the models for text to speech. */
export function addTtsModelsRoute(app: Express, { config, engines }: TtsContext): void {
  const store = new ModelStore(config.models);
  addModelsRoute(app, () => {
    const active = engines.statuses().flatMap(({ model }) => (present(model) ? [model] : []));
    return describeModels(store, { service: 'tts', active, configured: [] });
  });
}
