import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { runCommand } from './command.js';
import type { DockerEngine } from './docker-engine.js';
import { standIns } from './stand-in-images.js';

export const repository = fileURLToPath(new URL('../..', import.meta.url));

export interface ContainerState {
  id: string;
  running: boolean;
  /** `none` where the image has no health check. */
  health: 'starting' | 'healthy' | 'unhealthy' | 'none';
  /** Of the first process, on this machine; 0 where none runs. */
  pid: number;
  restarts: number;
  exitCode: number;
  user: string;
}

const inspectionSchema = z.tuple([
  z.object({
    Id: z.string(),
    RestartCount: z.number(),
    Config: z.object({ User: z.string() }),
    State: z.object({
      Running: z.boolean(),
      Pid: z.number(),
      ExitCode: z.number(),
      Health: z.object({ Status: z.enum(['starting', 'healthy', 'unhealthy']) }).optional(),
    }),
  }),
]);

/** The repository's constellation, under names of the test's own. */
export class ComposeProject {
  readonly name = 'parley-compose-test';
  private readonly environment: NodeJS.ProcessEnv;

  constructor(
    private readonly engine: DockerEngine,
    private readonly command: readonly string[],
    private readonly profiles: readonly string[],
  ) {
    this.environment = { ...engine.environment, ...standIns, PARLEY_TAG: 'compose-test' };
  }

  /** One of Compose's commands, with every profile of this project; resolves with what it wrote. */
  run(...args: readonly string[]): Promise<string> {
    const [program = '', ...first] = this.command;
    const profiles = this.profiles.flatMap((profile) => ['--profile', profile]);
    return runCommand(program, [...first, '--project-name', this.name, ...profiles, ...args], {
      cwd: repository,
      env: this.environment,
    });
  }

  /** @throws Error where the service has no container. */
  async container(service: string): Promise<ContainerState> {
    const id = (await this.run('ps', '--quiet', '--all', service)).trim();
    const [{ Id, RestartCount, Config, State }] = inspectionSchema.parse(
      JSON.parse(await this.engine.docker('inspect', id)),
    );
    return {
      id: Id,
      running: State.Running,
      health: State.Health?.Status ?? 'none',
      pid: State.Pid,
      restarts: RestartCount,
      exitCode: State.ExitCode,
      user: Config.User,
    };
  }

  /** What one container wrote, line by line. */
  async logLines(service: string): Promise<string[]> {
    const { id } = await this.container(service);
    const logs = await runCommand('sh', ['-c', `docker logs ${id} 2>&1`], { env: this.environment });
    return logs.split('\n').filter((line) => line !== '');
  }
}
