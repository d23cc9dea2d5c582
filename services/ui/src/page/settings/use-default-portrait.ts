import { useEffect, useState } from 'react';
import { renderFace } from '../face/render-face.js';
import { useObjectUrl } from '../parts/use-object-url.js';

/** The address of a picture of Parley's own portrait; undefined while there is none. */
export function useDefaultPortrait(isShown: boolean): string | undefined {
  const [picture, setPicture] = useState<Blob | null>(null);
  const isWanted = isShown && picture === null;

  useEffect(() => {
    if (!isWanted) return;
    const leaving = new AbortController();
    renderFace(leaving.signal, { portrait: null, expression: 'neutral', intensity: 1 })
      .then(setPicture)
      // The avatar's badge says what is wrong; the mark stands in for the picture.
      .catch(() => setPicture(null));
    return () => leaving.abort();
  }, [isWanted]);

  return useObjectUrl(picture);
}
