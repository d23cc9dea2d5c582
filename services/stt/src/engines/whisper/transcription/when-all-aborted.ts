/** A signal that is aborted when nobody is left who waits: when all of these are. */
export function whenAllAborted(signals: readonly AbortSignal[]): AbortSignal {
  const all = new AbortController();
  let left = signals.length;
  for (const signal of signals) {
    const onAbort = () => {
      left -= 1;
      if (left === 0) all.abort(signal.reason);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  }
  return all.signal;
}
