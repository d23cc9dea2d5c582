import { JobQueues } from '@parley/queue';
import { readConfig } from '../config.js';
import { createContext } from '../context.js';
import { GatewayService } from '../service.js';
import { FakeService } from './fake-service.js';

/** Nothing listens on port 1. */
const noRedis = 'redis://127.0.0.1:1';

/** Queues without a Redis: reachable or not, as a test says. */
class FakeQueues extends JobQueues {
  reachable = true;

  override async checkReadiness() {
    if (this.reachable) return { name: 'queue', ready: true };
    return { name: 'queue', ready: false, reason: 'Redis does not answer.', remedy: 'Start Redis.' };
  }

  override async counts() {
    const none = { queued: 0, active: 0, completed: 0, failed: 0, workers: 1 };
    return { transcribe: { ...none, queued: 3 }, synthesize: none, render: none };
  }
}

const variableOf = (name: string) => `${name.toUpperCase().replaceAll('-', '_')}_URL`;

/** A real gateway on free ports, in front of fakes of all services. */
export class TestGateway {
  readonly services = {
    stt: new FakeService('stt'),
    'stt-canary': new FakeService('stt-canary'),
    'stt-ctc': new FakeService('stt-ctc'),
    tts: new FakeService('tts'),
    avatar: new FakeService('avatar'),
    agent: new FakeService('agent'),
    ui: new FakeService('ui'),
  };
  readonly queues = new FakeQueues({ connection: { redisUrl: noRedis } });
  private gateway: GatewayService | undefined;

  static async start(environment: Record<string, string> = {}): Promise<TestGateway> {
    const test = new TestGateway();
    const services = Object.values(test.services);
    await Promise.all(services.map((service) => service.start()));
    const urls = Object.fromEntries(services.map(({ name, url }) => [variableOf(name), url]));
    const config = readConfig({
      PORT: '0',
      REDIS_URL: noRedis,
      OPERATOR_PORT: '0',
      LOG_LEVEL: 'error',
      DRAIN_TIMEOUT_MS: '500',
      ...urls,
      ...environment,
    });
    test.gateway = new GatewayService(createContext(config, { queues: test.queues }));
    await test.gateway.start();
    return test;
  }

  get url(): string {
    return this.running.publicDoor.url;
  }

  get operatorUrl(): string {
    return this.running.operatorDoor.url;
  }

  async stopGateway(): Promise<void> {
    await this.running.stop();
    this.gateway = undefined;
  }

  async stop(): Promise<void> {
    await this.gateway?.stop();
    await Promise.all(Object.values(this.services).map((service) => service.stop()));
  }

  private get running(): GatewayService {
    if (!this.gateway) throw new Error('The gateway is not running.');
    return this.gateway;
  }
}
