import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';

import { LastWords } from './last-words.mjs';
import { readLines } from './lines.mjs';
import { restartDelayMs } from './restart-delay.mjs';

/**
 * One program, kept running: started again with back-off whenever it ends, until it is stopped. It leads a process
 * group of its own, so that a terminal's Ctrl-C reaches the supervisor alone, and so that nothing it forked outlives
 * it. Its channel closes with the supervisor's life: a program that notices ends itself.
 *
 * Events: `line` (text), `started` (pid), `ended` (reason, delayMs until the next start), `stopped`.
 */
export class SupervisedProcess extends EventEmitter {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #child;
  /** @type {NodeJS.Timeout | undefined} */
  #restart;
  #delayMs = 0;
  #stopping = false;
  /** How often the program was started again. */
  restarts = 0;
  /** Of the run under way, or of the last one. */
  lastWords = new LastWords();

  /**
   * @param {import('./constellation.mjs').Program} program
   * @param {'ipc' | 'pipe'} channel what fd 3 of the program is: Node's own channel, or a pipe that it may watch
   */
  constructor(program, channel = 'ipc') {
    super();
    this.program = program;
    this.channel = channel;
  }

  /** The program's process id; undefined while none runs. */
  get pid() {
    return this.#child?.pid;
  }

  start() {
    const { command, args, cwd, env } = this.program;
    const startedAt = performance.now();
    this.lastWords.forget();
    const child = spawn(command, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', this.channel],
    });
    if (child.stdout) readLines(child.stdout, (line) => this.#heard(line));
    if (child.stderr) readLines(child.stderr, (line) => this.#heard(line));
    child.on('error', (error) => {
      // Without a pid it never ran, and no `exit` follows.
      if (child.pid === undefined) this.#ended(`cannot be started: ${error.message}`, 0);
    });
    child.once('exit', (code, signal) => {
      signalGroup(child.pid, 'SIGKILL');
      const reason = signal ? `was killed by ${signal}` : `ended with exit code ${code}`;
      this.#ended(reason, performance.now() - startedAt);
    });
    if (child.pid === undefined) return;
    this.#child = child;
    this.emit('started', child.pid);
  }

  /**
   * Asks the program to end, and ends it where it does not within the time.
   * @param {number} graceMs
   */
  async stop(graceMs) {
    this.#stopping = true;
    clearTimeout(this.#restart);
    if (!this.#child) return;
    const stopped = once(this, 'stopped');
    this.#child.kill('SIGTERM');
    const impatience = setTimeout(() => this.kill(), graceMs);
    await stopped;
    clearTimeout(impatience);
  }

  /** Ends the program and all that it started, at once and for good. */
  kill() {
    this.#stopping = true;
    clearTimeout(this.#restart);
    signalGroup(this.#child?.pid, 'SIGKILL');
  }

  /** @param {string} line */
  #heard(line) {
    this.lastWords.hear(line);
    this.emit('line', line);
  }

  /**
   * @param {string} reason
   * @param {number} ranForMs
   */
  #ended(reason, ranForMs) {
    this.#child = undefined;
    if (this.#stopping) {
      this.emit('stopped');
      return;
    }
    this.#delayMs = restartDelayMs(this.#delayMs, ranForMs);
    this.emit('ended', reason, this.#delayMs);
    this.#restart = setTimeout(() => {
      this.restarts += 1;
      this.start();
    }, this.#delayMs);
  }
}

/**
 * @param {number | undefined} leader
 * @param {NodeJS.Signals} signal
 */
function signalGroup(leader, signal) {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch (error) {
    // Nobody of the group is left: what was wanted.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
