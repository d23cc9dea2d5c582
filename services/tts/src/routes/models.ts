import { ModelStore, describeModels } from '@parley/inference';
import { addModelsRoute } from '@parley/service-kit';
import type { Express } from 'express';
import type { TtsContext } from '../context.js';

/** `GET /models`: the models for text to speech. */
export function addTtsModelsRoute(app: Express, { config, engines }: TtsContext): void {
  const store = new ModelStore(config.models);
  const configured = config.engine.model === undefined ? [] : [config.engine.model];
  addModelsRoute(app, () => {
    const active = engines.statuses().flatMap(({ model }) => (model === undefined ? [] : [model]));
    return describeModels(store, { service: 'tts', active, configured });
  });
}
