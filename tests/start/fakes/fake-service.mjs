/**
 * A service with the three doors and nothing behind them. It ends when its supervisor does, as real ones do.
 * FAKE_CHILD=1 makes it start a child that lives on where only it is ended; FAKE_DEAF=1 makes it ignore SIGTERM; FAKE_BROKEN=1 makes it
 * end at once.
 */
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';

const { PORT, FAKE_NAME, FAKE_CHILD, FAKE_DEAF, FAKE_BROKEN } = process.env;

if (FAKE_BROKEN) {
  console.error('the portrait is missing');
  process.exit(3);
}

const child = FAKE_CHILD ? spawn('sleep', ['300'], { stdio: 'inherit' }) : undefined;
const checks = [{ name: 'engine', ready: false, reason: 'No model.', remedy: 'npm run models' }];
const bodies = {
  '/health': { status: 'ok', childPid: child?.pid },
  '/ready': { ready: false, checks },
  '/status': { ready: false, checks, engine: { id: 'fake' } },
};

const server = createServer((request, response) => {
  const body = bodies[request.url ?? ''];
  response
    .writeHead(body ? 200 : 404, { 'content-type': 'application/json' })
    .end(JSON.stringify(body ?? {}));
});
server.listen(Number(PORT), '127.0.0.1', () => {
  console.log(JSON.stringify({ level: 'info', message: `${FAKE_NAME} listens`, service: FAKE_NAME }));
});

process.on('SIGTERM', () => {
  if (!FAKE_DEAF) process.exit(0);
});
process.on('disconnect', () => {
  child?.kill();
  process.exit(0);
});
