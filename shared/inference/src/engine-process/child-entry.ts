import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Sources are TypeScript in development and one flat folder of JavaScript in an image. */
function entryPath(entry: URL): string {
  const path = fileURLToPath(entry);
  return import.meta.url.endsWith('.js') ? path.replace(/\.ts$/, '.js') : path;
}

/** Starts an engine's main file as a process of its own; typed arrays cross by structured clone. */
export function forkEngine(entry: URL): ChildProcess {
  const path = entryPath(entry);
  const loader = path.endsWith('.ts')
    ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
    : [];
  return fork(path, {
    execArgv: loader,
    // onnxruntime 1.30 would send telemetry on Linux; a self-hosted program talks to nobody unasked.
    env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}
