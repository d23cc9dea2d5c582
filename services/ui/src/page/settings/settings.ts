import { levelSchema, toSpeechLanguage } from '@parley/contracts';
import { z } from 'zod';

/** What a person chose, kept in this browser; an unknown or broken value falls back to its default. */
export const settingsSchema = z.object({
  language: z.string().catch(() => toSpeechLanguage(navigator.language) ?? 'en'),
  voice: z.string().catch(''),
  level: levelSchema.catch('intermediate'),
  /** Id of an uploaded portrait; `default` is Parley's own. */
  portrait: z.string().catch('default'),
  /** Device ids; empty is the system's own. */
  microphoneId: z.string().catch(''),
  speakerId: z.string().catch(''),
  greet: z.boolean().catch(true),
});
export type Settings = z.infer<typeof settingsSchema>;

const key = 'parley.settings';

/** The settings of the last visit. */
export function readSettings(): Settings {
  const stored = z
    .record(z.string(), z.unknown())
    .catch({})
    .parse(parseJson(localStorage.getItem(key)));
  return settingsSchema.parse(stored);
}

export function writeSettings(settings: Settings): void {
  localStorage.setItem(key, JSON.stringify(settings));
}

function parseJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
