// The container's health: the service answers. Whether it can take work is `/ready`, which the gateway reports.
// An image needs no curl for this. Usage: node healthcheck.mjs [https]
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';

const secure = process.argv[2] === 'https';
const url = `${secure ? 'https' : 'http'}://127.0.0.1:${process.env.PORT}/health`;
// The page's certificate is made by itself; nothing secret passes here.
const options = { rejectUnauthorized: false, timeout: 4_000 };

const request = (secure ? getHttps : getHttp)(url, options, (response) => {
  process.exit(response.statusCode === 200 ? 0 : 1);
});
request.on('timeout', () => request.destroy(new Error('no answer in 4 s')));
request.on('error', (error) => {
  process.stderr.write(`${url}: ${error.message}\n`);
  process.exit(1);
});
