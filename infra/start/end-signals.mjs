/** npm passes the terminal's Ctrl-C on to us, who heard it already: what comes so soon is the same one. */
const sameMs = 500;

/**
 * Calls `end` at the first SIGINT, SIGTERM or SIGHUP, or when the npm that runs us is gone, and `endAtOnce` at the next.
 * @param {{ end: (reason: string) => void, endAtOnce: () => void }} calls
 */
export function onEndSignals({ end, endAtOnce }) {
  let firstAt = 0;
  const hear = (/** @type {string} */ reason) => {
    if (firstAt === 0) {
      firstAt = performance.now();
      end(reason);
    } else if (performance.now() - firstAt > sameMs) {
      endAtOnce();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, hear);
  // A terminal that is gone cannot be written to; that must not end us before our programs.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  watchNpm(() => {
    if (firstAt === 0) hear('npm is gone');
  });
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
