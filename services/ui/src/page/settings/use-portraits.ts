import { type Portrait, portraitListSchema, portraitSchema } from '@parley/contracts';
import { useCallback, useEffect, useState } from 'react';
import { request, requestJson } from '../gateway/request.js';

/** A portrait's preparation is asked for again after this. */
const askAgainMs = 2_000;

export const pictureUrl = (id: string): string => `/avatar/portraits/${id}/picture`;

/** Keeps a picture at the avatar until somebody deletes it. */
export function uploadPortrait(signal: AbortSignal, file: File): Promise<Portrait> {
  const form = new FormData();
  form.append('source_image', file);
  return requestJson(portraitSchema, '/avatar/portraits', { method: 'POST', body: form }, signal);
}

export async function deletePortrait(signal: AbortSignal, id: string): Promise<void> {
  await request(`/avatar/portraits/${id}`, { method: 'DELETE' }, signal);
}

/** The portraits that the avatar keeps, while they are shown; `refresh` asks again. */
export function usePortraits(isShown: boolean): { portraits: readonly Portrait[]; refresh: () => void } {
  const [portraits, setPortraits] = useState<readonly Portrait[]>([]);

  const ask = useCallback((signal: AbortSignal) => {
    requestJson(portraitListSchema, '/avatar/portraits', {}, signal)
      .then((list) => setPortraits(list.portraits))
      // The avatar's badge says what is wrong; Parley's own portrait can be chosen in any case.
      .catch(() => undefined);
  }, []);

  useEffect(() => {
    if (!isShown) return;
    const leaving = new AbortController();
    ask(leaving.signal);
    return () => leaving.abort();
  }, [isShown, ask]);

  return { portraits, refresh: () => ask(new AbortController().signal) };
}

/** A portrait with its live preparation, asked for again as long as something is being prepared. */
export function usePreparation(id: string, isShown: boolean): Portrait['live'] {
  const [known, setKnown] = useState<{ id: string; live: Portrait['live'] }>();

  useEffect(() => {
    if (!isShown) return;
    const leaving = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      const { live } = await requestJson(portraitSchema, `/avatar/portraits/${id}`, {}, leaving.signal);
      setKnown({ id, live });
      if (live?.progress !== undefined)
        timer = setTimeout(() => void ask().catch(() => undefined), askAgainMs);
    };
    void ask().catch(() => undefined);
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, [id, isShown]);

  return known?.id === id ? known.live : undefined;
}
