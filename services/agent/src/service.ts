import { HttpService, type Service } from '@parley/service-kit';
import type { AgentContext } from './context.js';
import { conversationRoute } from './routes/conversation.js';

/** The conversation: whose turn it is, what to say, when to stop. */
export class AgentService implements Service {
  readonly http: HttpService;

  constructor(private readonly context: AgentContext) {
    const { foundation, models, config } = context;
    this.http = new HttpService({
      foundation,
      engine: () => models.status(),
      details: () => ({
        openConversations: this.http.openSockets,
        maxConversations: config.conversation.maxSessions,
        upstream: config.upstream,
      }),
      addRoutes: () => undefined,
      sockets: [conversationRoute(context)],
    });
  }

  async start(): Promise<void> {
    const { models, foundation } = this.context;
    await models.start();
    await this.http.listen();
    foundation.logger.info('started', { url: this.http.url, engine: models.current.id });
  }

  async stop(): Promise<void> {
    this.context.models.stop();
    await this.http.close();
  }
}
