import { ParleyError } from '@parley/contracts';
import { LRUCache } from 'lru-cache';
import type { KeptFiles } from './kept-files.js';

/** Portraits whose bank's state is remembered; what is forgotten is looked up on disk again. */
const mostStates = 512;
/** Portraits that wait for their bank; the oldest wish gives way. */
const mostWaiting = 32;
/** Attempts at one bank before it is given up, an engine that died in between being the usual reason. */
const mostAttempts = 3;
/** A bank that was given up is tried again when it is asked for after this long. */
const retryAfterMs = 300_000;

/** How far a portrait's bank is. */
export type BankState =
  | { type: 'waiting' }
  | { type: 'drawing'; progress: number }
  | { type: 'ready' }
  | { type: 'failed'; problem: string; atMs: number };

export interface BankKeeperOptions {
  /** Name of a portrait's bank on disk, which changes with all that it is made from. */
  fileName: (portrait: string) => string;
  files: KeptFiles;
  /** Draws the whole bank, telling its progress from 0 to 1. */
  draw: (
    portrait: string,
    onProgress: (progress: number) => void,
    signal: AbortSignal,
  ) => Promise<Uint8Array>;
  /** Hands a bank to whoever draws live frames. */
  deliver: (portrait: string, bank: Uint8Array) => Promise<void>;
  /** Whether the network that draws is up; `resume` is called when it is again. */
  isUp: () => boolean;
  onEvent: (event: BankEvent) => void;
  /** Milliseconds on a clock that never goes back. */
  now?: () => number;
}

export type BankEvent =
  | { type: 'bank-drawn'; portrait: string; elapsedMs: number; bytes: number }
  | { type: 'bank-failed'; portrait: string; problem: string };

/**
 * Sees to it that portraits in use have their bank: found on disk, or drawn once, one portrait after the other, the last
 * one asked for first.
 */
export class BankKeeper {
  readonly #options: BankKeeperOptions;
  readonly #now: () => number;
  readonly #states = new LRUCache<string, BankState>({ max: mostStates });
  readonly #wanted: string[] = [];
  /** Times that a bank was begun in vain. */
  readonly #attempts = new LRUCache<string, number>({ max: mostStates });
  #current: { portrait: string; abort: AbortController } | undefined;
  #stopped = false;

  constructor(options: BankKeeperOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  state(portrait: string): BankState | undefined {
    return this.#states.get(portrait);
  }

  /** Asks for a portrait's bank, unless it is there or on its way. */
  request(portrait: string): void {
    const state = this.#states.get(portrait);
    if (this.#stopped || (state && state.type !== 'failed')) return;
    if (state && this.#now() - state.atMs < retryAfterMs) return;
    this.#want(portrait);
  }

  /** Whoever draws live frames has lost this bank: it is delivered again. */
  lost(portrait: string): void {
    if (!this.#stopped && this.#states.get(portrait)?.type === 'ready') this.#want(portrait);
  }

  /** The network is up again: what waited for it goes on. */
  resume(): void {
    void this.#work();
  }

  async forget(portrait: string): Promise<void> {
    this.#states.delete(portrait);
    const waiting = this.#wanted.indexOf(portrait);
    if (waiting >= 0) this.#wanted.splice(waiting, 1);
    if (this.#current?.portrait === portrait) this.#current.abort.abort();
    await this.#options.files.remove(portrait);
  }

  stop(): void {
    this.#stopped = true;
    this.#wanted.length = 0;
    this.#current?.abort.abort();
  }

  #want(portrait: string): void {
    this.#states.set(portrait, { type: 'waiting' });
    this.#wanted.push(portrait);
    if (this.#wanted.length > mostWaiting) {
      const dropped = this.#wanted.shift();
      if (dropped !== undefined) this.#states.delete(dropped);
    }
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.#current) return;
    while (this.#options.isUp()) {
      const portrait = this.#wanted.pop();
      if (portrait === undefined) break;
      const abort = new AbortController();
      this.#current = { portrait, abort };
      await this.#provide(portrait, abort.signal);
      this.#current = undefined;
    }
  }

  async #provide(portrait: string, signal: AbortSignal): Promise<void> {
    const settle = (state: BankState): void => {
      if (!signal.aborted) this.#states.set(portrait, state);
    };
    try {
      const kept = await this.#options.files.read(this.#options.fileName(portrait));
      if (!kept || !(await this.#isDelivered(portrait, kept))) {
        const bank = await this.#draw(portrait, signal, (progress) => settle({ type: 'drawing', progress }));
        await this.#options.deliver(portrait, bank);
      }
      this.#attempts.delete(portrait);
      settle({ type: 'ready' });
    } catch (error) {
      if (signal.aborted) return;
      if (this.#mayTryAgain(portrait, error)) return this.#want(portrait);
      this.#attempts.delete(portrait);
      const problem = error instanceof Error ? error.message : String(error);
      settle({ type: 'failed', problem, atMs: this.#now() });
      this.#options.onEvent({ type: 'bank-failed', portrait, problem });
    }
  }

  /** A file that is whole, but no bank of this release, is drawn anew. */
  async #isDelivered(portrait: string, kept: Uint8Array): Promise<boolean> {
    try {
      await this.#options.deliver(portrait, kept);
      return true;
    } catch (error) {
      if (error instanceof ParleyError && error.code === 'unreadable_bank') return false;
      throw error;
    }
  }

  /** An engine that died takes the bank with it, a few times. */
  #mayTryAgain(portrait: string, error: unknown): boolean {
    const passing =
      error instanceof ParleyError && ['engine_failed', 'engine_not_ready'].includes(error.code);
    const attempts = (this.#attempts.get(portrait) ?? 0) + 1;
    this.#attempts.set(portrait, attempts);
    return passing && attempts < mostAttempts;
  }

  async #draw(
    portrait: string,
    signal: AbortSignal,
    onProgress: (progress: number) => void,
  ): Promise<Uint8Array> {
    const startedAtMs = this.#now();
    onProgress(0);
    const bank = await this.#options.draw(portrait, onProgress, signal);
    signal.throwIfAborted();
    await this.#options.files.keep(this.#options.fileName(portrait), bank);
    const elapsedMs = Math.round(this.#now() - startedAtMs);
    this.#options.onEvent({ type: 'bank-drawn', portrait, elapsedMs, bytes: bank.byteLength });
    return bank;
  }
}
