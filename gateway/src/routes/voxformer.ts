import { ParleyError, type ServiceReport, type VoxformerHealth } from '@parley/contracts';
import type { Express } from 'express';
import type { Constellation } from '../constellation/constellation.js';
import type { GatewayContext } from '../context.js';

/** Base64 takes four characters for three bytes; a data URL's head and the other fields are small. */
const maxBodyBytes = (audioBytes: number) => Math.ceil((audioBytes * 4) / 3) + 4_096;

/** VoxFormer's own service where it can take work, otherwise the one that can, otherwise VoxFormer's again. */
async function chooseService(
  constellation: Constellation,
): Promise<{ own: ServiceReport; chosen: ServiceReport }> {
  const own = await constellation.service('stt-ctc');
  if (own.ready) return { own, chosen: own };
  const other = await constellation.service('stt');
  return { own, chosen: other.ready ? other : own };
}

/**
 * `POST /api/voxformer/transcribe`: the body goes on as it comes, and the service that transcribes it also checks
 * it. Where that is not VoxFormer's, `engine` in the answer says so, and the header `x-parley-fallback`.
 */
export function addVoxformerRoutes(app: Express, { constellation, proxies, config }: GatewayContext): void {
  const limit = maxBodyBytes(config.server.maxUploadBytes);

  app.post('/api/voxformer/transcribe', async (request, response, next) => {
    if (!request.is('json')) {
      throw new ParleyError(
        'unsupported_media_type',
        'Send JSON: {"audio": "<base64>"}, as application/json.',
      );
    }
    if (Number(request.get('content-length') ?? 0) > limit) {
      throw new ParleyError('body_too_large', 'The recording is larger than this service accepts.', {
        param: 'audio',
      });
    }
    const { own, chosen } = await chooseService(constellation);
    if (!chosen.ready) throw unavailable(own);
    const name = chosen === own ? 'stt-ctc' : 'stt';
    if (name === 'stt') response.set('x-parley-fallback', name);
    request.url = '/transcribe';
    await proxies.to(name).handle(request, response, next);
  });

  app.get('/api/voxformer/health', async (_request, response) => {
    const health = toHealth(await chooseService(constellation));
    response.status(health.status === 'unavailable' ? 503 : 200).json(health);
  });
}

function toHealth({ own, chosen }: { own: ServiceReport; chosen: ServiceReport }): VoxformerHealth {
  return {
    status: own.ready ? 'ok' : chosen.ready ? 'fallback' : 'unavailable',
    ready: own.ready,
    answeredBy: chosen.ready ? chosen.name : null,
    engine: chosen.ready ? (chosen.status?.engine?.id ?? null) : null,
    ...(own.reason !== undefined && { reason: own.reason }),
    ...(own.remedy !== undefined && { remedy: own.remedy }),
  };
}

function unavailable({ reason = '', remedy = '' }: ServiceReport): ParleyError {
  return new ParleyError(
    'upstream_unavailable',
    `Neither VoxFormer nor another recogniser can take work. ${reason} ${remedy}`.trim(),
    { retryAfterMs: 2_000 },
  );
}
