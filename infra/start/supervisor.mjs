import { until, untilHealthy } from './doors.mjs';
import { onEndSignals } from './end-signals.mjs';
import { lastWordsOfRedis, redisAnswers } from './redis.mjs';
import { reportServices } from './report.mjs';
import { removeRunState, writeRunState } from './run-state.mjs';
import { StartError } from './start-error.mjs';
import { SupervisedProcess } from './supervised-process.mjs';
import { renderTable } from './table.mjs';

const redisTimeoutMs = 5000;
const healthTimeoutMs = 60_000;
/** After so many restarts, some eight seconds, the table says what is wrong rather than wait on. */
const hopelessRestarts = 4;
/** An engine that needs longer than this to warm up is shown as it stands. */
const readyTimeoutMs = 15_000;

/** @typedef {import('./redis.mjs').OwnRedis} OwnRedis */

/**
 * @typedef {object} SupervisorOptions
 * @property {import('./constellation.mjs').Service[]} services
 * @property {OwnRedis | undefined} redis a Redis of our own, to run with the services
 * @property {number} portOffset
 * @property {string} stateFile
 * @property {import('./console.mjs').StartConsole} console
 * @property {number} [graceMs] how long a program may take to end by itself
 */

/** Runs a constellation: starts all, brings back what falls, tells what stands, and takes all down together. */
export class Supervisor {
  /** @type {Map<string, SupervisedProcess>} */
  #programs = new Map();
  #stop = new AbortController();

  /** @param {SupervisorOptions} options */
  constructor(options) {
    this.options = options;
    for (const service of options.services) this.#add(service.name, new SupervisedProcess(service), service);
    if (options.redis) this.#add('redis', new SupervisedProcess(options.redis.program, 'pipe'));
  }

  /**
   * Starts everything and shows the table. From then on all is kept running until a signal says stop, which ends
   * this process too.
   * @returns {Promise<number | undefined>} how many services answer; undefined when the stop came before the table
   */
  async run() {
    this.#heedSignals();
    const { redis, services, console } = this.options;
    if (redis) await this.#startRedis(redis);
    console.say(`Starting ${services.map(({ name }) => name).join(', ')} …`);
    for (const { name } of services) {
      if (!this.#stop.signal.aborted) this.#programs.get(name)?.start();
    }
    return this.#report();
  }

  /** Ends every service, then Redis, giving each time to end its work. */
  async stop() {
    this.#stop.abort();
    const { graceMs = 10_000 } = this.options;
    const services = this.options.services.map(({ name }) => this.#programs.get(name));
    await Promise.all(services.map((program) => program?.stop(graceMs)));
    await this.#programs.get('redis')?.stop(graceMs);
    removeRunState(this.options.stateFile);
  }

  /** Ends everything at once. */
  kill() {
    this.#stop.abort();
    for (const program of this.#programs.values()) program.kill();
    removeRunState(this.options.stateFile);
  }

  #heedSignals() {
    const { console } = this.options;
    onEndSignals({
      end: (reason) => {
        console.say(`Stopping (${reason}); once more ends everything at once.`);
        void this.stop().then(() => {
          console.say('Stopped.');
          process.exit(0);
        });
      },
      endAtOnce: () => {
        this.kill();
        process.exit(130);
      },
    });
  }

  /** @param {OwnRedis} redis */
  async #startRedis({ url, directory }) {
    this.#programs.get('redis')?.start();
    if (await until(() => redisAnswers(url), redisTimeoutMs, this.#stop.signal, 30)) return;
    if (this.#stop.signal.aborted) return;
    this.kill();
    throw new StartError(`Redis does not start. Its last words:\n${lastWordsOfRedis(directory)}`);
  }

  /** Waits until all are up, or clear about why they are not, and shows the table. */
  async #report() {
    const { services, console } = this.options;
    const rows = await reportServices(services, {
      healthTimeoutMs,
      readyTimeoutMs,
      giveUp: ({ name }) => AbortSignal.any([this.#stop.signal, this.#hopeless(name)]),
      whyDown: ({ name }) => this.#whyDown(name),
    });
    if (this.#stop.signal.aborted) return undefined;
    if (console.json) console.say('started', 'info', { services: rows });
    else console.write(`\n${renderTable(rows, (style, text) => console.style(style, text))}\n`);
    return rows.filter(({ state }) => state !== 'down').length;
  }

  /**
   * Comes when a service has ended so often that the table need not wait for it.
   * @param {string} name
   */
  #hopeless(name) {
    const hopeless = new AbortController();
    const program = this.#programs.get(name);
    const judge = () => {
      if (program && program.restarts >= hopelessRestarts) hopeless.abort();
    };
    judge();
    program?.on('ended', judge);
    return hopeless.signal;
  }

  /**
   * @param {string} name
   * @param {SupervisedProcess} program
   * @param {import('./constellation.mjs').Service} [service]
   */
  #add(name, program, service) {
    const { console } = this.options;
    this.#programs.set(name, program);
    program.on('line', (line) => console.show(name, line));
    program.on('started', () => {
      this.#writeState();
      if (service && program.restarts > 0) void this.#welcomeBack(service);
    });
    program.on('ended', (reason, delayMs) => {
      console.say(`${name} ${reason}; starting it again in ${delayMs / 1000} s`, 'warn');
      this.#writeState();
    });
  }

  /** @param {import('./constellation.mjs').Service} service */
  async #welcomeBack(service) {
    const program = this.#programs.get(service.name);
    const pid = program?.pid;
    const startedAt = performance.now();
    const healthy = await untilHealthy(service, healthTimeoutMs, this.#stop.signal);
    // A run that ended meanwhile has its own watcher.
    if (!healthy || program?.pid !== pid) return;
    this.options.console.say(`${service.name} is back after ${seconds(performance.now() - startedAt)}`);
  }

  /** @param {string} name */
  #whyDown(name) {
    const program = this.#programs.get(name);
    const state = program?.restarts ? 'keeps ending' : 'runs but does not answer';
    const words = program?.lastWords.text;
    return words ? `${state}; its last words: ${words}` : state;
  }

  #writeState() {
    const { services, redis, portOffset, stateFile } = this.options;
    const ports = new Map(services.map(({ name, port }) => [name, port]));
    if (redis) ports.set('redis', Number(new URL(redis.url).port || 6379));
    const programs = [...this.#programs].map(([name, { pid, restarts }]) => {
      return [name, { pid: pid ?? null, port: ports.get(name) ?? null, restarts }];
    });
    writeRunState(stateFile, { supervisor: process.pid, portOffset, programs: Object.fromEntries(programs) });
  }
}

/** @param {number} milliseconds */
export function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
