/** Supervises fake services: `run-fakes.mjs <JSON of {stateFile, graceMs?, redisPort?, services: [{name, port, env?}]}>`. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { StartConsole } from '../../../infra/start/console.mjs';
import { ownRedis } from '../../../infra/start/redis.mjs';
import { Supervisor } from '../../../infra/start/supervisor.mjs';

const { stateFile, graceMs, redisPort, services } = JSON.parse(process.argv[2] ?? '');
const supervisor = new Supervisor({
  services: services.map(({ name, port, env = {} }) => ({
    name,
    port,
    ports: [port],
    scheme: 'http',
    reportsOthers: false,
    command: process.execPath,
    args: [fileURLToPath(new URL('fake-service.mjs', import.meta.url))],
    cwd: dirname(stateFile),
    env: { ...process.env, ...env, PORT: String(port), FAKE_NAME: name },
  })),
  redis: redisPort && ownRedis(`redis://127.0.0.1:${redisPort}`, dirname(stateFile)),
  portOffset: 0,
  stateFile,
  console: new StartConsole({ names: services.map(({ name }) => name) }),
  ...(graceMs && { graceMs }),
});
await supervisor.run();
