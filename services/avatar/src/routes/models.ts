import { ModelStore, describeModels } from '@parley/inference';
import { addModelsRoute } from '@parley/service-kit';
import type { Express } from 'express';
import type { AvatarContext } from '../context.js';

/** `GET /models`: the models that draw faces. */
export function addAvatarModelsRoute(app: Express, { config }: AvatarContext): void {
  const store = new ModelStore(config.models);
  addModelsRoute(app, () => describeModels(store, { service: 'avatar', active: [], configured: [] }));
}
