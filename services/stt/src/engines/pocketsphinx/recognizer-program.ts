import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pcm16FromFloat } from '@parley/audio';
import { ParleyError, type TranscriptWord } from '@parley/contracts';
import { parseWordLine } from './recognized-words.js';

export interface RecognizerOptions {
  /** PocketSphinx's `pocketsphinx_batch`. */
  program: string;
  /** Holds `en-us`, `en-us.lm.bin` and `cmudict-en-us.dict`. */
  modelDirectory: string;
  /** Where audio waits for the program, for as long as it is recognised. */
  audioDirectory: string;
}

/**
 * Chosen by word errors on real recordings cut by voice activity: wider beams hear no more, narrower ones less. The
 * limits on words and states a frame halve the time, at the same errors, where noise opens the beams. Silence and noise
 * stay in: what was cut already would lose soft consonants.
 */
const decodingOptions = {
  '-beam': '1e-60',
  '-wbeam': '1e-40',
  '-maxwpf': '5',
  '-maxhmmpf': '10000',
  '-remove_silence': 'no',
  '-remove_noise': 'no',
};

function programArguments({ modelDirectory, audioDirectory }: RecognizerOptions): string[] {
  const model = (file: string) => join(modelDirectory, file);
  const options = {
    '-hmm': model('en-us'),
    '-lm': model('en-us.lm.bin'),
    '-dict': model('cmudict-en-us.dict'),
    '-adcin': 'yes',
    '-cepdir': audioDirectory,
    '-cepext': '.raw',
    '-ctl': '/dev/stdin',
    '-ctm': '/dev/stdout',
    ...decodingOptions,
  };
  return Object.entries(options).flat();
}

/**
 * `/dev/stdin` cannot be opened where it is a socket, as Node's pipes are; `cat` makes pipes of them. Results and log
 * share one pipe, so that the end of an utterance in the log comes after its words. When the recogniser ends, the
 * rest of its process group ends with it.
 */
const pipeline = 'cat | { "$0" "$@" 2>&1; kill -KILL 0; } | cat';

/** The utterance that the program works on. */
interface Call {
  utterance: string;
  words: TranscriptWord[];
  resolve: (words: TranscriptWord[]) => void;
  reject: (error: ParleyError) => void;
}

/**
 * One running `pocketsphinx_batch` with its models loaded. It reads names of audio files from its standard input and
 * decodes them one by one; the mean of the whole utterance's spectrum is known to it, which a live decoder's is not.
 */
export class RecognizerProgram {
  /** Resolves when the program has ended, for whatever reason. */
  readonly end: Promise<void>;
  private readonly child: ChildProcess;
  private call: Call | undefined;
  private utterances = 0;
  private running = true;
  private killed = false;

  constructor(private readonly options: RecognizerOptions) {
    // A process group of its own: one signal ends the whole pipeline, and the terminal's Ctrl-C does not reach it.
    this.child = spawn('sh', ['-c', pipeline, options.program, ...programArguments(options)], {
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: true,
    });
    this.end = once(this.child, 'exit').then(
      () => this.onEnd(),
      () => this.onEnd(),
    );
    this.child.stdin?.on('error', () => undefined);
    if (this.child.stdout) {
      createInterface({ input: this.child.stdout }).on('line', (line) => this.onLine(line));
    }
  }

  get isRunning(): boolean {
    return this.running;
  }

  /** Whether it was ended on purpose, by `kill` or with a call that was aborted, failed or took too long. */
  get wasKilled(): boolean {
    return this.killed;
  }

  /**
   * The words in this audio (mono, 16 kHz, -1 to 1). One call at a time. A call that is aborted, fails or takes too
   * long ends the program.
   * @throws ParleyError `cancelled`, `engine_failed`, `engine_timeout`.
   */
  async recognize(audio: Float32Array, timeoutMs: number, signal: AbortSignal): Promise<TranscriptWord[]> {
    const utterance = `${process.pid}-${this.child.pid ?? 0}-${(this.utterances += 1)}`;
    const file = join(this.options.audioDirectory, `${utterance}.raw`);
    const timer = setTimeout(
      () => this.fail('engine_timeout', 'The speech recogniser did not answer in time. Please try again.'),
      timeoutMs,
    );
    const onAbort = () => this.fail('cancelled', 'The work was cancelled.');
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await writeFile(file, pcm16FromFloat(audio), { mode: 0o600 });
      if (signal.aborted) throw new ParleyError('cancelled', 'The work was cancelled.');
      return await this.decode(utterance);
    } catch (error) {
      this.kill();
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      this.call = undefined;
      await unlink(file).catch(() => undefined);
    }
  }

  kill(): void {
    if (!this.running || this.child.pid === undefined) return;
    this.running = false;
    this.killed = true;
    try {
      process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      // It ended by itself a moment ago.
    }
  }

  private decode(utterance: string): Promise<TranscriptWord[]> {
    return new Promise((resolve, reject) => {
      this.call = { utterance, words: [], resolve, reject };
      if (this.running) this.child.stdin?.write(`${utterance}\n`);
      else this.onEnd();
    });
  }

  private onLine(line: string): void {
    if (!this.call) return;
    const { utterance, words, resolve } = this.call;
    const word = parseWordLine(line, utterance);
    if (word) words.push(word);
    else if (line.startsWith(`${utterance} done`)) resolve(words);
    else if (line.startsWith('ERROR: "batch.c"')) {
      this.fail('engine_failed', 'The speech recogniser failed at this audio. Please try again.');
    }
  }

  private onEnd(): void {
    this.running = false;
    this.fail('engine_failed', 'The speech recogniser ended in the middle of this work. Please try again.');
  }

  private fail(code: 'cancelled' | 'engine_failed' | 'engine_timeout', message: string): void {
    this.call?.reject(new ParleyError(code, message, code === 'cancelled' ? {} : { retryAfterMs: 1_000 }));
  }
}
