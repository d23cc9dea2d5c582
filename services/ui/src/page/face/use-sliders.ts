import { type SliderDescription, expressionListSchema } from '@parley/contracts';
import { useEffect, useState } from 'react';
import { requestJson } from '../gateway/request.js';

/** The sliders of a face, as the avatar lists them; none until it has answered. */
export function useSliders(): readonly SliderDescription[] {
  const [sliders, setSliders] = useState<readonly SliderDescription[]>([]);

  useEffect(() => {
    const leaving = new AbortController();
    requestJson(expressionListSchema, '/avatar/expressions', {}, leaving.signal)
      .then((list) => setSliders(list.sliders))
      // The avatar's badge says what is wrong; expressions work without sliders.
      .catch(() => undefined);
    return () => leaving.abort();
  }, []);

  return sliders;
}
