import { constellationSchema, type Constellation } from '@parley/contracts';
import { useEffect, useState } from 'react';
import { isAbort, toProblem, type Problem } from '../gateway/problem.js';
import { requestJson } from '../gateway/request.js';

const refreshMs = 4_000;

export type ConstellationView =
  | { state: 'asking' }
  | { state: 'known'; constellation: Constellation }
  | { state: 'unknown'; problem: Problem };

/** How every service is, asked again every four seconds while the tab can be seen. */
export function useConstellation(): ConstellationView {
  const [view, setView] = useState<ConstellationView>({ state: 'asking' });

  useEffect(() => {
    const stopping = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      if (!document.hidden) await refresh(setView, stopping.signal);
      if (!stopping.signal.aborted) timer = setTimeout(() => void ask(), refreshMs);
    };
    void ask();
    return () => {
      stopping.abort();
      clearTimeout(timer);
    };
  }, []);

  return view;
}

async function refresh(setView: (view: ConstellationView) => void, signal: AbortSignal): Promise<void> {
  try {
    const constellation = await requestJson(constellationSchema, '/api/services', {}, signal);
    setView({ state: 'known', constellation });
  } catch (error) {
    if (!isAbort(error)) setView({ state: 'unknown', problem: toProblem(error) });
  }
}
