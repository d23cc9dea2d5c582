import { voiceListSchema } from '@parley/contracts';
import { useCallback, useEffect, useState } from 'react';
import type { z } from 'zod';
import { requestJson } from '../gateway/request.js';

const longestRefreshMs = 30_000;

export type ListedVoice = z.infer<typeof voiceListSchema>['voices'][number];

/** The voices of the speech service; none while it cannot be asked. `refresh` asks anew. */
export function useVoices(isShown: boolean): { voices: ListedVoice[]; refresh: () => void } {
  const [voices, setVoices] = useState<ListedVoice[]>([]);

  const load = useCallback((signal: AbortSignal) => {
    requestJson(voiceListSchema, '/tts/voices', {}, signal)
      .then((list) => setVoices(list.voices))
      // The badge of the service says what is wrong; the language's own voice still can be chosen.
      .catch(() => setVoices([]));
  }, []);
  useEffect(() => {
    if (!isShown) return;
    const leaving = new AbortController();
    load(leaving.signal);
    return () => leaving.abort();
  }, [isShown, load]);

  const refresh = useCallback(() => load(AbortSignal.timeout(longestRefreshMs)), [load]);
  return { voices, refresh };
}
