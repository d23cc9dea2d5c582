import { voiceListSchema, type Voice } from '@parley/contracts';
import { useEffect, useState } from 'react';
import { requestJson } from '../gateway/request.js';

/** The voices of the speech service; none while it cannot be asked. */
export function useVoices(isShown: boolean): Voice[] {
  const [voices, setVoices] = useState<Voice[]>([]);

  useEffect(() => {
    if (!isShown) return;
    const leaving = new AbortController();
    requestJson(voiceListSchema, '/tts/voices', {}, leaving.signal)
      .then((list) => setVoices(list.voices))
      // The badge of the service says what is wrong; the language's own voice still can be chosen.
      .catch(() => setVoices([]));
    return () => leaving.abort();
  }, [isShown]);

  return voices;
}
