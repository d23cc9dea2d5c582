import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runCommand, searchPath, succeeds } from './command.js';

const startTimeoutMs = 60_000;

/**
 * The builder is the legacy one: Debian's packages have no other, and what it accepts BuildKit accepts too. Both
 * settings keep docker-compose 1.29 and `docker compose` to it.
 */
const builder = { DOCKER_BUILDKIT: '0', COMPOSE_DOCKER_CLI_BUILD: '1' };

/** The engine that already runs here, or one of the test's own with all its data in a temporary folder. */
export class DockerEngine {
  private constructor(
    /** What docker and docker-compose need in their environment to talk to this engine. */
    readonly environment: NodeJS.ProcessEnv,
    private readonly end: () => Promise<void>,
  ) {}

  /** @throws Error with the engine's log, where it does not start. */
  static async start(): Promise<DockerEngine> {
    if (await succeeds('docker', ['info'])) return new DockerEngine(builder, () => Promise.resolve());
    const folder = await mkdtemp(join(tmpdir(), 'parley-docker-'));
    const firewallBefore = await runCommand('iptables-save', []);
    const daemon = await spawnDaemon(folder);
    const engine = new DockerEngine({ ...builder, DOCKER_HOST: `unix://${folder}/docker.sock` }, async () => {
      daemon.kill('SIGTERM');
      if (daemon.exitCode === null) await once(daemon, 'exit');
      // What the engine leaves on the machine.
      await runCommand('iptables-restore', [], { input: firewallBefore });
      await succeeds('ip', ['link', 'delete', 'docker0']);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    });
    await engine.becomeReady(daemon, join(folder, 'dockerd.log'));
    return engine;
  }

  docker(...args: readonly string[]): Promise<string> {
    return runCommand('docker', args, { env: this.environment });
  }

  /** Ends the engine if it is our own, and takes back what it changed on this machine. */
  stop(): Promise<void> {
    return this.end();
  }

  private async becomeReady(daemon: ChildProcess, logFile: string): Promise<void> {
    const deadline = Date.now() + startTimeoutMs;
    for (;;) {
      try {
        await this.docker('info');
        return;
      } catch (error) {
        if (Date.now() > deadline || daemon.exitCode !== null) {
          const log = (await readFile(logFile, 'utf8')).split('\n').slice(-15).join('\n');
          await this.stop();
          throw new Error(`The Docker engine did not start:\n${log}`, { cause: error });
        }
        await delay(200);
      }
    }
  }
}

async function spawnDaemon(folder: string): Promise<ChildProcess> {
  const log = await open(join(folder, 'dockerd.log'), 'w');
  const places = {
    host: `unix://${folder}/docker.sock`,
    'data-root': `${folder}/data`,
    'exec-root': `${folder}/exec`,
    pidfile: `${folder}/docker.pid`,
  };
  const args = Object.entries(places).map(([option, value]) => `--${option}=${value}`);
  const env = { ...process.env, PATH: searchPath };
  const daemon = spawn('dockerd', args, { env, stdio: ['ignore', log.fd, log.fd] });
  await log.close();
  return daemon;
}
