import { type OpenAiModel, openAiModelListSchema } from '@parley/contracts';
import { CachedAnswer } from '../cached-answer.js';
import { askService } from '../constellation/probe-service.js';
import type { Upstream, UpstreamName } from '../upstreams.js';

/** Which services have models to tell of, the most wanted first: a name that several have is the first one's. */
const services: readonly UpstreamName[] = ['stt', 'stt-canary', 'stt-ctc', 'tts'];
const maxAgeMs = 2_000;

/** A model, and the service that has it. */
export interface LocatedModel {
  model: OpenAiModel;
  service: UpstreamName;
}

/** What `GET /v1/models` of all services say together. */
export class ModelDirectory {
  private readonly answer: CachedAnswer<LocatedModel[]>;

  constructor(upstreams: readonly Upstream[]) {
    const asked = services.flatMap((name) => upstreams.find((upstream) => upstream.name === name) ?? []);
    this.answer = new CachedAnswer(async () => (await Promise.all(asked.map(readModels))).flat(), maxAgeMs);
  }

  /** Every model once, of these services or of all. */
  async models(among: readonly UpstreamName[] = services): Promise<LocatedModel[]> {
    const byId = new Map<string, LocatedModel>();
    for (const located of await this.answer.get()) {
      if (among.includes(located.service) && !byId.has(located.model.id)) byId.set(located.model.id, located);
    }
    return [...byId.values()];
  }
}

/** A service that does not answer has no models. */
async function readModels(upstream: Upstream): Promise<LocatedModel[]> {
  const answer = await askService(upstream, 'v1/models').catch(() => undefined);
  const list = openAiModelListSchema.safeParse(answer);
  return list.success ? list.data.data.map((model) => ({ model, service: upstream.name })) : [];
}
