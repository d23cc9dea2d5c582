import http from 'node:http';
import https from 'node:https';

/** An answer larger than this is not one of `/health`, `/ready` or `/status`. */
const largestBody = 1024 * 1024;

/**
 * What is read of a service's answer. The contracts' zod cannot check it here, before anything is installed, so no
 * field is sure.
 * @typedef {object} Body
 * @property {boolean} [ready]
 * @property {import('../../shared/contracts/src/health.js').ReadinessCheck[]} [checks]
 * @property {Pick<import('../../shared/contracts/src/health.js').EngineStatus, 'id' | 'betterEngine'>} [engine]
 */

/**
 * Asks one of a service's doors, on loopback; its certificate may be its own.
 * @param {{ scheme: 'http' | 'https', port: number }} service
 * @param {string} path
 * @param {number} [timeoutMs]
 * @returns {Promise<{ status: number, body: Body | null } | undefined>} undefined where nobody answers JSON in time
 */
export function ask({ scheme, port }, path, timeoutMs = 2000) {
  const { get } = scheme === 'https' ? https : http;
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port, path, agent: false, rejectUnauthorized: false };
    const request = get({ ...options, signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => {
        text += part;
        if (text.length > largestBody) request.destroy();
      });
      response.on('error', () => resolve(undefined));
      response.on('close', () => resolve(undefined));
      response.on('end', () => resolve(readAnswer(response.statusCode ?? 0, text)));
    });
    request.on('error', () => resolve(undefined));
  });
}

/**
 * @param {number} status
 * @param {string} text
 */
function readAnswer(status, text) {
  try {
    return { status, body: JSON.parse(text) };
  } catch {
    return;
  }
}

/**
 * Waits until a service's `/health` answers 200.
 * @param {{ scheme: 'http' | 'https', port: number }} service
 * @param {number} timeoutMs
 * @param {AbortSignal} signal
 * @returns {Promise<boolean>} false when the time ran out, or the signal came
 */
export async function untilHealthy(service, timeoutMs, signal) {
  return until(async () => (await ask(service, '/health'))?.status === 200, timeoutMs, signal);
}

/**
 * Asks again and again, with a short rest between, until the answer is yes.
 * @param {() => Promise<boolean>} question
 * @param {number} timeoutMs
 * @param {AbortSignal} signal
 * @param {number} [restMs]
 */
export async function until(question, timeoutMs, signal, restMs = 100) {
  const deadline = performance.now() + timeoutMs;
  while (!signal.aborted) {
    if (await question()) return true;
    if (performance.now() + restMs > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, restMs));
  }
  return false;
}
