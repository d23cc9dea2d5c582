import { ModelStore, describeModels } from '@parley/inference';
import { addModelsRoute } from '@parley/service-kit';
import type { Express } from 'express';
import type { SttContext } from '../context.js';

const present = (name: string | undefined): name is string => name !== undefined;

/** `GET /models`: the models for speech to text. */
export function addSttModelsRoute(app: Express, { config, engine, interimEngine }: SttContext): void {
  const store = new ModelStore(config.models);
  const configured = [config.engine.finalModel, config.engine.interimModel].filter(present);
  addModelsRoute(app, () => {
    const active = [engine, interimEngine].map((each) => each.status().model).filter(present);
    return describeModels(store, { service: 'stt', active, configured });
  });
}
