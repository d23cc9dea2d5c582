import { HttpService, type Service } from '@parley/service-kit';
import type { AgentContext } from './context.js';
import { conversationRoute } from './routes/conversation.js';

/** The conversation: whose turn it is, what to say, when to stop. */
export class AgentService implements Service {
  readonly http: HttpService;

  constructor(private readonly context: AgentContext) {
    const { foundation, model, config } = context;
    this.http = new HttpService({
      foundation,
      engine: () => model.status(),
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
    await this.http.listen();
    this.context.foundation.logger.info('started', { url: this.http.url, engine: this.context.model.id });
  }

  async stop(): Promise<void> {
    await this.http.close();
  }
}
