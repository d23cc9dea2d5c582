import { HttpService, type Service } from '@parley/service-kit';
import type { UiContext } from './context.js';
import { redirectPlainHttp } from './redirect-plain-http.js';
import { GatewayProxy } from './routes/gateway-proxy.js';
import { addPageRoute, pageProbe } from './routes/page.js';

/** The page over HTTPS, and its same-origin way to everything else. */
export class UiService implements Service {
  readonly http: HttpService;
  private readonly proxy: GatewayProxy;

  constructor(private readonly context: UiContext) {
    const { config, foundation, certificate } = context;
    this.proxy = new GatewayProxy(config.gateway);
    this.http = new HttpService({
      foundation,
      probes: [pageProbe(config.pageDirectory)],
      details: () => ({ gatewayUrl: config.gateway.url, openSockets: this.proxy.openSockets }),
      contentSecurityPolicy: false,
      addRoutes: (app) => {
        addPageRoute(app, config.pageDirectory);
        this.proxy.addTo(app);
      },
      onOtherUpgrade: (request, socket, head) => this.proxy.upgrade(request, socket, head),
      tls: certificate,
    });
    redirectPlainHttp(this.http.server);
  }

  async start(): Promise<void> {
    await this.http.listen();
    this.context.foundation.logger.info('started', { url: this.http.url });
  }

  async stop(): Promise<void> {
    this.proxy.close();
    await this.http.close();
  }
}
