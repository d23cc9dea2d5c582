const shortestGapMs = 250;

/**
 * Sends the newest progress of a job, one report at a time and not too often; what comes in between is left out.
 * A report that fails is lost: the next one says more anyway.
 */
export function createProgressReporter(
  send: (fraction: number) => Promise<void>,
): (fraction: number) => void {
  let sent = -1;
  let sending = false;
  let nextAt = 0;
  return (fraction) => {
    const bounded = Math.min(Math.max(fraction, 0), 1);
    const now = performance.now();
    if (sending || now < nextAt || !(bounded > sent)) return;
    sent = bounded;
    sending = true;
    nextAt = now + shortestGapMs;
    send(bounded)
      .catch(() => undefined)
      .finally(() => {
        sending = false;
      });
  };
}
