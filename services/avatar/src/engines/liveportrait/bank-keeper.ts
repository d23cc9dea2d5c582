import { ParleyError } from '@parley/contracts';
import { LRUCache } from 'lru-cache';
import type { KeptFiles } from './kept-files.js';

/** Portraits whose bank's state is remembered; what is forgotten is looked up on disk again. */
const mostStates = 512;
/** Portraits that wait for their bank to be drawn; the oldest wish gives way. */
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
  /** Whether the network that draws is up, and whoever takes banks; `resume` is called when one is again. */
  isUp: (who: 'network' | 'live') => boolean;
  onEvent: (event: BankEvent) => void;
  /** Milliseconds on a clock that never goes back. */
  now?: () => number;
}

export type BankEvent =
  | { type: 'bank-drawn'; portrait: string; elapsedMs: number; bytes: number }
  | { type: 'bank-failed'; portrait: string; problem: string };

/** A portrait's bank on its way. */
interface Provision {
  abort: AbortController;
  done: Promise<void>;
}

/**
 * Sees to it that portraits in use have their bank: found on disk, or drawn once, one portrait after the other, the last
 * one asked for first. What is on disk waits for no drawing.
 */
export class BankKeeper {
  readonly #options: BankKeeperOptions;
  readonly #now: () => number;
  readonly #states = new LRUCache<string, BankState>({ max: mostStates });
  readonly #provisions = new Map<string, Provision>();
  /** Portraits that wait to be drawn, the oldest first. */
  readonly #line: { begin: () => void; giveWay: () => void }[] = [];
  #isDrawing = false;
  readonly #waiters = new Set<() => void>();
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
    if (state && state.type !== 'failed') return;
    if (state && this.#now() - state.atMs < retryAfterMs) return;
    this.#begin(portrait);
  }

  /** Whoever draws live frames has lost this bank: it is delivered again. */
  lost(portrait: string): void {
    if (this.#states.get(portrait)?.type === 'ready') this.#begin(portrait);
  }

  /** The network, or whoever takes banks, is up again: what waited for it goes on. */
  resume(): void {
    for (const wake of this.#waiters) wake();
    this.#waiters.clear();
  }

  /** Resolves when nothing of the portrait's bank is left, nor will come. */
  async forget(portrait: string): Promise<void> {
    this.#states.delete(portrait);
    const provision = this.#provisions.get(portrait);
    provision?.abort.abort();
    this.resume();
    await provision?.done;
    await this.#options.files.remove(portrait);
  }

  stop(): void {
    this.#stopped = true;
    for (const { abort } of this.#provisions.values()) abort.abort();
    this.resume();
  }

  #begin(portrait: string): void {
    if (this.#stopped || this.#provisions.has(portrait)) return;
    this.#states.set(portrait, { type: 'waiting' });
    const abort = new AbortController();
    const done = this.#provide(portrait, abort.signal).finally(() => this.#provisions.delete(portrait));
    this.#provisions.set(portrait, { abort, done });
  }

  /** Never rejects. */
  async #provide(portrait: string, signal: AbortSignal): Promise<void> {
    try {
      const kept = await this.#options.files.read(this.#options.fileName(portrait));
      if (!kept || !(await this.#isDelivered(portrait, kept, signal))) {
        await this.#deliver(portrait, await this.#drawInTurn(portrait, signal), signal);
      }
      if (!signal.aborted) this.#states.set(portrait, { type: 'ready' });
    } catch (error) {
      if (signal.aborted) return;
      const problem = error instanceof Error ? error.message : String(error);
      this.#states.set(portrait, { type: 'failed', problem, atMs: this.#now() });
      this.#options.onEvent({ type: 'bank-failed', portrait, problem });
    }
  }

  /** A file that is whole, but no bank of this release, is drawn anew. */
  async #isDelivered(portrait: string, kept: Uint8Array, signal: AbortSignal): Promise<boolean> {
    try {
      await this.#deliver(portrait, kept, signal);
      return true;
    } catch (error) {
      if (error instanceof ParleyError && error.code === 'unreadable_bank') return false;
      throw error;
    }
  }

  #deliver(portrait: string, bank: Uint8Array, signal: AbortSignal): Promise<void> {
    return this.#persist('live', () => this.#options.deliver(portrait, bank), signal);
  }

  async #drawInTurn(portrait: string, signal: AbortSignal): Promise<Uint8Array> {
    await this.#turn();
    try {
      signal.throwIfAborted();
      const startedAtMs = this.#now();
      const onProgress = (progress: number): void => {
        if (!signal.aborted) this.#states.set(portrait, { type: 'drawing', progress });
      };
      const draw = (): Promise<Uint8Array> => {
        onProgress(0);
        return this.#options.draw(portrait, onProgress, signal);
      };
      const bank = await this.#persist('network', draw, signal);
      await this.#options.files.keep(this.#options.fileName(portrait), bank);
      signal.throwIfAborted();
      const elapsedMs = Math.round(this.#now() - startedAtMs);
      this.#options.onEvent({ type: 'bank-drawn', portrait, elapsedMs, bytes: bank.byteLength });
      return bank;
    } finally {
      this.#isDrawing = false;
      this.#line.pop()?.begin();
    }
  }

  /** @throws ParleyError `at_capacity` where others have come since, more than can wait */
  #turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        this.#isDrawing = true;
        resolve();
      };
      if (!this.#isDrawing) return begin();
      const giveWay = (): void =>
        reject(new ParleyError('at_capacity', 'Too many portraits wait for their pictures to be drawn.'));
      this.#line.push({ begin, giveWay });
      if (this.#line.length > mostWaiting) this.#line.shift()?.giveWay();
    });
  }

  /** Does work that needs an engine: waits while it is down, and tries again a few times where it dies. */
  async #persist<T>(who: 'network' | 'live', work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      while (!this.#options.isUp(who)) {
        await new Promise<void>((resolve) => this.#waiters.add(resolve));
        signal.throwIfAborted();
      }
      signal.throwIfAborted();
      try {
        return await work();
      } catch (error) {
        const passing =
          error instanceof ParleyError && ['engine_failed', 'engine_not_ready'].includes(error.code);
        if (!passing || attempt >= mostAttempts) throw error;
      }
    }
  }
}
