import type { Express } from 'express';
import { serve, setup } from 'swagger-ui-express';
import { createApiDocument } from '../docs/api-document.js';

/** `GET /openapi.json`, and `GET /docs`: the same as a page on which every endpoint can be tried. */
export function addDocsRoutes(app: Express): void {
  const document = createApiDocument();
  app.get('/openapi.json', (_request, response) => {
    response.json(document);
  });
  const page = setup(undefined, {
    customSiteTitle: 'Parley: the interface',
    customCss: '.swagger-ui .topbar { display: none }',
    swaggerOptions: { url: '/openapi.json', tryItOutEnabled: true, defaultModelsExpandDepth: 0 },
  });
  app.use('/docs', serve, page);
}
