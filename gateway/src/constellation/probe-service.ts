import { Agent } from 'node:https';
import { type ServiceReport, type Status, statusSchema } from '@parley/contracts';
import axios, { isAxiosError } from 'axios';
import { type Upstream, remedyFor } from '../upstreams.js';

const timeoutMs = 2_000;
const maxStatusBytes = 2 ** 20;

/** The page's certificate is made by itself on its first start, and a question about health carries no secret. */
const anyCertificate = new Agent({ rejectUnauthorized: false });

const failures: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'its host name is unknown',
  EAI_AGAIN: 'its host name is unknown',
  ECONNABORTED: `no answer within ${timeoutMs / 1_000} s`,
  ETIMEDOUT: `no answer within ${timeoutMs / 1_000} s`,
  ERR_CANCELED: `no answer within ${timeoutMs / 1_000} s`,
  ECONNRESET: 'it broke off the connection',
};

function reasonOf(error: unknown): string {
  const code = isAxiosError(error) ? (error.code ?? '') : '';
  return failures[code] ?? (error instanceof Error ? error.message : 'unknown');
}

/** GET on a service, within the time that a question about health may take. */
export async function askService(upstream: Upstream, path: string): Promise<unknown> {
  const { data } = await axios.get<unknown>(new URL(path, withSlash(upstream.url)).href, {
    timeout: timeoutMs,
    signal: AbortSignal.timeout(timeoutMs),
    maxContentLength: maxStatusBytes,
    maxRedirects: 0,
    proxy: false,
    ...(upstream.name === 'ui' && { httpsAgent: anyCertificate }),
  });
  return data;
}

function withSlash(url: URL): string {
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}

/** How one service is, by its own `/status`. Never throws. */
export async function probeService(upstream: Upstream): Promise<ServiceReport> {
  const { name, required, url } = upstream;
  const report = { name, url: url.origin, required };
  const askedAt = performance.now();
  try {
    const status = statusSchema.safeParse(await askService(upstream, 'status'));
    const latencyMs = Math.round((performance.now() - askedAt) * 10) / 10;
    if (status.success) return { ...report, reachable: true, latencyMs, ...readinessOf(status.data) };
    const reason = `What answers at ${url.origin} is no ${name} service of this version.`;
    return { ...report, reachable: false, ready: false, latencyMs, reason, remedy: remedyFor(upstream) };
  } catch (error) {
    const reason = `${name} cannot be reached at ${url.origin}: ${reasonOf(error)}.`;
    return {
      ...report,
      reachable: false,
      ready: false,
      latencyMs: null,
      reason,
      remedy: remedyFor(upstream),
    };
  }
}

function readinessOf(status: Status): Pick<ServiceReport, 'ready' | 'reason' | 'remedy' | 'status'> {
  const failed = status.checks.find(({ ready }) => !ready);
  if (status.ready || !failed) return { ready: status.ready, status };
  const { reason = `Its check "${failed.name}" fails.`, remedy } = failed;
  return { ready: false, status, reason, ...(remedy !== undefined && { remedy }) };
}
