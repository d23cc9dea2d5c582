import { setTimeout as delay } from 'node:timers/promises';
import { serveEngine } from '../serve-engine.js';

/** An engine for tests: it counts, computes, fails, hangs and dies on request. */
export type CountingProtocol = {
  count: { input: { upTo: number; everyMs: number }; output: number; chunk: number };
  fail: { input: undefined; output: never };
  /** Blocks its event loop for so long, as a run of a network does. */
  compute: { input: { forMs: number }; output: string };
  /** Blocks its event loop, and does nothing. */
  sleep: { input: undefined; output: never };
  hang: { input: undefined; output: never };
  die: { input: undefined; output: never };
};

serveEngine<{ broken: boolean }, CountingProtocol>(async ({ broken }) => {
  if (broken) throw new Error('This engine cannot load.');
  return {
    async count({ upTo, everyMs }, { signal, emit }) {
      for (let n = 1; n <= upTo; n += 1) {
        if (everyMs > 0) await delay(everyMs, undefined, { signal });
        await emit(n);
      }
      return upTo;
    },
    async fail() {
      throw new Error('a secret detail');
    },
    async compute({ forMs }) {
      const endsAt = performance.now() + forMs;
      while (performance.now() < endsAt) Math.sqrt(2);
      return 'computed';
    },
    async sleep() {
      for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    },
    async hang() {
      for (;;) Math.sqrt(2);
    },
    async die() {
      process.exit(3);
    },
  };
});
