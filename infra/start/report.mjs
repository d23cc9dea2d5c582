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

/** @typedef {import('./constellation.mjs').Service} Service */
/** @typedef {import('./doors.mjs').Body | null | undefined} Body */

/**
 * How long to wait, and what to say of a service that does not come.
 * @typedef {object} ReportOptions
 * @property {number} healthTimeoutMs
 * @property {number} readyTimeoutMs
 * @property {(service: Service) => AbortSignal} giveUp comes when waiting for the service is pointless
 * @property {(service: Service) => string} whyDown
 */

/**
 * Waits until every service is ready, or clear about why it is not, and describes them all as they are then.
 * @param {Service[]} services
 * @param {ReportOptions} options
 * @returns {Promise<Row[]>}
 */
export async function reportServices(services, options) {
  const { healthTimeoutMs, readyTimeoutMs, giveUp, whyDown } = options;
  const settle = async (/** @type {Service} */ service) => {
    const signal = giveUp(service);
    if (!(await untilHealthy(service, healthTimeoutMs, signal))) return;
    const isSettled = service.reportsOthers ? isReady : isReadyOrHeldBack;
    await until(async () => isSettled((await ask(service, '/ready'))?.body), readyTimeoutMs, signal);
  };
  await Promise.all(services.filter(({ reportsOthers }) => !reportsOthers).map(settle));
  await Promise.all(services.filter(({ reportsOthers }) => reportsOthers).map(settle));
  return Promise.all(services.map((service) => describe(service, whyDown)));
}

/**
 * @param {Service} service
 * @param {(service: Service) => string} whyDown
 * @returns {Promise<Row>}
 */
async function describe(service, whyDown) {
  const { name, scheme, port } = service;
  const address = `${scheme}://localhost:${port}`;
  const answer = await ask(service, '/status');
  if (answer) return { name, address, ...readStatus(answer.body) };
  return { name, address, engine: '', state: 'down', reasons: [whyDown(service)] };
}

/** @param {Body} readiness the body of `/ready` */
function isReady(readiness) {
  return readiness?.ready === true;
}

/**
 * Whether nothing more comes by waiting: what still fails is for a person to mend.
 * @param {Body} readiness the body of `/ready`
 */
function isReadyOrHeldBack(readiness) {
  const failing = failingChecks(readiness);
  return isReady(readiness) || (failing.length > 0 && failing.every(({ remedy }) => Boolean(remedy)));
}

/**
 * @param {Body} status the body of `/status`
 * @returns {Omit<Row, 'name' | 'address'>}
 */
export function readStatus(status) {
  const engine = status?.engine;
  const better = engine?.betterEngine;
  return {
    engine: engine?.id ?? '',
    state: status?.ready ? 'ready' : 'not ready',
    reasons: failingChecks(status).map(({ name, reason, remedy }) => {
      return [reason ?? `${name} is not ready`, remedy].filter(Boolean).join(' — ');
    }),
    ...(better && { betterEngine: `${better.id}: ${better.howToGetIt}` }),
  };
}

/**
 * @param {Body} body with `checks` as `/ready` and `/status` have them
 * @returns {{ name: string, ready: boolean, reason?: string, remedy?: string }[]}
 */
function failingChecks(body) {
  return Array.isArray(body?.checks) ? body.checks.filter((check) => !check.ready) : [];
}
