import { expressions } from '@parley/contracts';
import type { Express } from 'express';
import { expressionPresets } from '../engines/motion/expressions.js';

/** `GET /expressions`: the names, what they do, and the range of their intensity. */
export function addExpressionsRoute(app: Express): void {
  const list = expressions.map((name) => ({
    name,
    description: expressionPresets[name].description,
    intensity: { min: 0, max: 2, default: 1 },
  }));
  app.get('/expressions', (_request, response) => {
    response.json({ expressions: list });
  });
}
