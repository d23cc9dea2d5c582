import { setTimeout as delay } from 'node:timers/promises';
import { serveEngine } from '../serve-engine.js';

/** An engine for tests: it counts, fails, hangs and dies on request. */
export type CountingProtocol = {
  count: { input: { upTo: number; everyMs: number }; output: number; chunk: number };
  fail: { input: undefined; output: never };
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
    async hang() {
      for (;;) Math.sqrt(2);
    },
    async die() {
      process.exit(3);
    },
  };
});
