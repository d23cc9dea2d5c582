import type { Express, Request } from 'express';
import type { GatewayConfig } from '../config.js';

/** `GET /`: the page lives at an address of its own. */
export function addPageRoute(app: Express, config: GatewayConfig): void {
  app.get('/', (request, response) => {
    response.redirect(302, config.uiPublicUrl ?? pageBeside(request, config.urls.ui));
  });
}

/** The page on the host by which the caller knows this one, so that it works from another machine too. */
function pageBeside(request: Request, uiUrl: string): string {
  const page = new URL(uiUrl);
  page.hostname = request.hostname ?? 'localhost';
  page.pathname = '/';
  return page.href;
}
