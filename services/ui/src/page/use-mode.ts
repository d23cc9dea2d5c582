import { useEffect, useState } from 'react';
import { modes, type Mode } from './mode-tabs.js';

/** The mode in the address, so that a link and the back button lead to it. */
export function useMode(): [Mode, (mode: Mode) => void] {
  const [mode, setMode] = useState(modeInAddress);

  useEffect(() => {
    const follow = () => setMode(modeInAddress());
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);

  return [mode, setMode];
}

function modeInAddress(): Mode {
  const hash = window.location.hash.slice(1);
  return modes.find((mode) => mode === hash) ?? 'conversation';
}
