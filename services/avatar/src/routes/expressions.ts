import { type ExpressionList, expressions } from '@parley/contracts';
import type { Express } from 'express';
import { expressionPresets } from '../engines/motion/expressions.js';
import { sliderList } from '../sliders.js';

/** `GET /expressions`: the names, what they do, and their ranges; the sliders the same. */
export function addExpressionsRoute(app: Express): void {
  const list: ExpressionList = {
    expressions: expressions.map((name) => ({
      name,
      description: expressionPresets[name].description,
      intensity: { min: 0, max: 2, default: 1 },
    })),
    sliders: [...sliderList],
  };
  app.get('/expressions', (_request, response) => {
    response.json(list);
  });
}
