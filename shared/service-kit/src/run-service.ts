import { config as loadDotenv } from 'dotenv';
import { ConfigurationError } from './configuration.js';
import { createLogger } from './logger.js';

export interface Service {
  start(): Promise<void>;
  /** Drains and ends. Called once. */
  stop(): Promise<void>;
}

/** After a stop that does not end by itself, the process is ended. */
const lastResortMs = 20_000;
/** Everything is closed by then, and the logs are written; what still holds the process has no work to lose. */
const lingerMs = 500;

/**
 * A process's whole life: create, start, run until SIGTERM, SIGINT or the supervisor's end, drain, exit.
 * A service that cannot start says why in one line and exits with code 1.
 */
export async function runService(name: string, create: () => Service | Promise<Service>): Promise<void> {
  // A service run alone reads .env too; what the environment says already, wins.
  loadDotenv({ quiet: true });
  // A reader of the log that goes away must not cut short what is under way.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const logger = createLogger(name);
  try {
    const service = await create();
    const ended = new Promise<string>((resolve) => {
      for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) process.once(event, () => resolve(event));
    });
    // A model may take a minute to load; whoever wants the service to end need not wait for it.
    await Promise.race([service.start(), ended]);
    const reason = await ended;
    logger.info('stopping', { reason });
    setTimeout(() => process.exit(1), lastResortMs).unref();
    await service.stop();
    logger.info('stopped');
    process.exitCode = 0;
    // The supervisor's channel would keep the process alive; so may a library's connection that does not end.
    if (process.connected) process.disconnect();
    setTimeout(() => process.exit(), lingerMs).unref();
  } catch (error) {
    const explained = error instanceof ConfigurationError;
    logger.error('cannot run', { error: explained ? error.message : error });
    process.exit(1);
  }
}
