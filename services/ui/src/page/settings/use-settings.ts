import { useState } from 'react';
import { readSettings, writeSettings, type Settings } from './settings.js';

/** The person's settings, and a way to change some of them; kept for the next visit. */
export function useSettings(): [Settings, (change: Partial<Settings>) => void] {
  const [settings, setSettings] = useState(readSettings);
  const change = (part: Partial<Settings>) => {
    const next = { ...settings, ...part };
    writeSettings(next);
    setSettings(next);
  };
  return [settings, change];
}
