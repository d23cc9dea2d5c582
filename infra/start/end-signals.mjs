/** npm passes the terminal's Ctrl-C on to us, who heard it already: what comes so soon is the same one. */
const sameMs = 500;

/**
 * Calls `end` at the first SIGINT, SIGTERM or SIGHUP, or when nobody is left who reads our output or the npm that runs
 * us is gone; and `endAtOnce` at the next signal.
 * @param {{ end: (reason: string) => void, endAtOnce: () => void }} calls
 */
export function onEndSignals({ end, endAtOnce }) {
  let firstAt = 0;
  const endOnce = (/** @type {string} */ reason) => {
    if (firstAt !== 0) return;
    firstAt = performance.now();
    end(reason);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (firstAt === 0) endOnce(signal);
      else if (performance.now() - firstAt > sameMs) endAtOnce();
    });
  }
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', () => endOnce('nobody reads this'));
  watchNpm(() => endOnce('npm is gone'));
}

/**
 * npm hands a SIGTERM to the shell between us, which ends without a word to us. Then we get another parent.
 * @param {() => void} onGone
 */
function watchNpm(onGone) {
  if (!process.env['npm_lifecycle_event']) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    onGone();
  }, 500);
  watch.unref();
}
