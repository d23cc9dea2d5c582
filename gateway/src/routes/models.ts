import { type ModelReport, type ModelReports, modelReportsSchema } from '@parley/contracts';
import type { Express } from 'express';
import { CachedAnswer } from '../cached-answer.js';
import { askService } from '../constellation/probe-service.js';
import type { GatewayContext } from '../context.js';
import type { Upstream, UpstreamName } from '../upstreams.js';

/** The services that run models of Parley's own. */
const services: ReadonlySet<UpstreamName> = new Set(['stt', 'stt-canary', 'stt-ctc', 'tts', 'avatar']);
const maxAgeMs = 2_000;

/** `GET /models`: the models of all services, each once. One that any service works with is active. */
export function addModelsRoute(app: Express, { upstreams }: GatewayContext): void {
  const asked = upstreams.filter(({ name }) => services.has(name));
  const answer = new CachedAnswer(async () => merge(await Promise.all(asked.map(readModels))), maxAgeMs);
  app.get('/models', async (_request, response) => {
    response.json(await answer.get());
  });
}

interface ServiceModels {
  upstream: Upstream;
  models: ModelReport[] | undefined;
}

async function readModels(upstream: Upstream): Promise<ServiceModels> {
  const answer = await askService(upstream, 'models').catch(() => undefined);
  return { upstream, models: modelReportsSchema.safeParse(answer).data?.models };
}

function merge(answers: readonly ServiceModels[]): ModelReports {
  const byName = new Map<string, ModelReport>();
  for (const model of answers.flatMap(({ models }) => models ?? [])) {
    const known = byName.get(model.name);
    byName.set(model.name, known ? { ...known, active: known.active || model.active } : model);
  }
  const unreachable = answers.filter(({ models, upstream }) => !models && upstream.required);
  return {
    models: [...byName.values()],
    ...(unreachable.length > 0 && { unreachableServices: unreachable.map(({ upstream }) => upstream.name) }),
  };
}
