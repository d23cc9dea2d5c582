import http from 'node:http';
import https from 'node:https';

/** Longest time that a hub may take to answer at all. */
const timeoutMs = 3000;

/**
 * Whether something answers where the models lie, directly or through the proxy that the environment names.
 * @param {URL} endpoint
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<boolean>} within 3 s
 */
export function hubAnswers(endpoint, env) {
  const proxy = proxyFor(endpoint, env);
  const question = proxy ? throughProxy(proxy, endpoint) : directly(endpoint);
  return new Promise((resolve) => {
    const settle = (/** @type {boolean} */ answer) => {
      clearTimeout(timer);
      question.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => settle(false), timeoutMs);
    question.once('response', () => settle(true));
    question.once('connect', (response) => settle(response.statusCode === 200));
    question.on('error', () => settle(false));
    question.end();
  });
}

/** @param {URL} endpoint */
function directly(endpoint) {
  const { request } = endpoint.protocol === 'https:' ? https : http;
  return request(endpoint, { method: 'HEAD', agent: false });
}

/**
 * @param {URL} proxy
 * @param {URL} endpoint
 */
function throughProxy(proxy, endpoint) {
  const path = `${endpoint.hostname}:${endpoint.port || (endpoint.protocol === 'https:' ? 443 : 80)}`;
  const { request } = proxy.protocol === 'https:' ? https : http;
  const { username, password } = proxy;
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const headers = username ? { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` } : {};
  return request({
    host: proxy.hostname,
    port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
    method: 'CONNECT',
    path,
    headers: { ...headers, host: path },
    agent: false,
  });
}

/**
 * The proxy for an address, by the conventions of HTTPS_PROXY, HTTP_PROXY and NO_PROXY.
 * @param {URL} endpoint
 * @param {NodeJS.ProcessEnv} env
 * @returns {URL | undefined}
 */
function proxyFor({ protocol, hostname }, env) {
  const either = (/** @type {string} */ name) => env[name.toLowerCase()] ?? env[name];
  const exceptions = (either('NO_PROXY') ?? '').split(/[\s,]+/).filter(Boolean);
  const isException = exceptions.some(
    (name) => name === '*' || `.${hostname}`.endsWith(`.${name.replace(/^\*?\./, '')}`),
  );
  const proxy = isException ? undefined : either(protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  return proxy && URL.canParse(proxy) ? new URL(proxy) : undefined;
}
