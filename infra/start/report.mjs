import { ask, until, untilHealthy } from './doors.mjs';

/**
 * What the start-up table says of one service.
 * @typedef {object} Row
 * @property {string} name
 * @property {string} address
 * @property {string} engine the engine that is active; empty for a service without one
 * @property {'ready' | 'not ready' | 'down'} state
 * @property {string[]} reasons why it is not ready, and what mends it
 * @property {string} [betterEngine] which engine is better, and how to get it
 */

/**
 * Waits until a service is up and either ready or clear about why it is not, and reports.
 * @param {import('./constellation.mjs').Service} service
 * @param {{ healthTimeoutMs: number, readyTimeoutMs: number, signal: AbortSignal, whyDown: () => string }} options
 * @returns {Promise<Row>}
 */
export async function reportService(service, { healthTimeoutMs, readyTimeoutMs, signal, whyDown }) {
  const { name, scheme, port } = service;
  const address = `${scheme}://localhost:${port}`;
  const healthy = await untilHealthy(service, healthTimeoutMs, signal);
  if (!healthy) return { name, address, engine: '', state: 'down', reasons: [whyDown()] };
  await until(async () => isSettled((await ask(service, '/ready'))?.body), readyTimeoutMs, signal);
  const answer = await ask(service, '/status');
  if (!answer) return { name, address, engine: '', state: 'down', reasons: ['/status does not answer'] };
  return { name, address, ...readStatus(answer.body) };
}

/**
 * Whether waiting longer is pointless: ready, or held back by something that a person must mend.
 * @param {any} readiness the body of `/ready`
 */
function isSettled(readiness) {
  if (readiness?.ready === true) return true;
  return failingChecks(readiness).some(({ remedy }) => Boolean(remedy));
}

/**
 * @param {any} status the body of `/status`
 * @returns {Omit<Row, 'name' | 'address'>}
 */
export function readStatus(status) {
  const { engine } = status;
  const better = engine?.betterEngine;
  return {
    engine: engine?.id ?? '',
    state: status.ready ? 'ready' : 'not ready',
    reasons: failingChecks(status).map(({ name, reason, remedy }) => {
      return [reason ?? `${name} is not ready`, remedy].filter(Boolean).join(' — ');
    }),
    ...(better && { betterEngine: `${better.id}: ${better.howToGetIt}` }),
  };
}

/**
 * @param {any} body with `checks` as `/ready` and `/status` have them
 * @returns {{ name: string, ready: boolean, reason?: string, remedy?: string }[]}
 */
function failingChecks(body) {
  return Array.isArray(body?.checks) ? body.checks.filter((/** @type {any} */ check) => !check.ready) : [];
}
