import { useEffect, useState } from 'react';

/** An address for bytes in memory, given back when they change or go. */
export function useObjectUrl(blob: Blob | null): string | undefined {
  const [url, setUrl] = useState<string>();

  useEffect(() => {
    if (blob === null) return;
    const next = URL.createObjectURL(blob);
    // The address is a resource of the browser's, made and given back here; showing it takes a render of its own.
    // oxlint-disable-next-line react/set-state-in-effect
    setUrl(next);
    return () => {
      URL.revokeObjectURL(next);
      setUrl(undefined);
    };
  }, [blob]);

  return url;
}
