import { ModelStore, describeModels } from '@parley/inference';
import { addModelsRoute } from '@parley/service-kit';
import type { Express } from 'express';
import type { AvatarContext } from '../context.js';

/** `GET /models`: the models that draw faces. */
export function addAvatarModelsRoute(app: Express, { config, engine }: AvatarContext): void {
  const store = new ModelStore(config.models);
  const configured = config.engine.model === undefined ? [] : [config.engine.model];
  addModelsRoute(app, () => {
    const { model } = engine.status();
    return describeModels(store, {
      service: 'avatar',
      active: model === undefined ? [] : [model],
      configured,
    });
  });
}
