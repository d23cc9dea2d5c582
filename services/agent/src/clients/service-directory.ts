import { type EngineStatus, statusSchema } from '@parley/contracts';
import axios from 'axios';

const freshForMs = 5_000;
const timeoutMs = 1_500;

/** Which engines the other services run, asked at most every few seconds. */
export class ServiceDirectory {
  private readonly known = new Map<string, { engine: EngineStatus | undefined; askedAt: number }>();

  /** The engine of the service at this address; undefined where it does not answer. */
  async engineOf(baseUrl: string): Promise<EngineStatus | undefined> {
    const known = this.known.get(baseUrl);
    if (known && performance.now() - known.askedAt < freshForMs) return known.engine;
    const engine = await axios
      .get<unknown>('/status', { baseURL: baseUrl, timeout: timeoutMs })
      .then(({ data }) => statusSchema.parse(data).engine)
      .catch(() => undefined);
    this.known.set(baseUrl, { engine, askedAt: performance.now() });
    return engine;
  }
}
