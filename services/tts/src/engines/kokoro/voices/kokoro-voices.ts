import type { SpeechLanguage, Voice } from '@parley/contracts';
import type { Spelling } from '../phonemes/kokoro-symbols.js';

/** A kind of speech that Kokoro learnt, by the first letter of its voices' names (hexgrad/kokoro, `pipeline.py`). */
export interface Accent {
  language: SpeechLanguage;
  label: string;
  spelling: Exclude<Spelling, 'plain'>;
  /** espeak-ng's name for it. */
  espeakVoice: string;
}

/**
 * Japanese (`j`) and Mandarin (`z`) are not here: the network learnt them from other phonemes than espeak-ng's, and would
 * mispronounce these.
 */
const accents: Readonly<Record<string, Accent>> = {
  a: { language: 'en', label: 'American', spelling: 'american', espeakVoice: 'en-us' },
  b: { language: 'en', label: 'British', spelling: 'british', espeakVoice: 'en' },
  e: { language: 'es', label: 'Spanish', spelling: 'other', espeakVoice: 'es' },
  f: { language: 'fr', label: 'French', spelling: 'other', espeakVoice: 'fr' },
  h: { language: 'hi', label: 'Hindi', spelling: 'other', espeakVoice: 'hi' },
  i: { language: 'it', label: 'Italian', spelling: 'other', espeakVoice: 'it' },
  p: { language: 'pt', label: 'Brazilian', spelling: 'other', espeakVoice: 'pt-br' },
};

/** The best of each language (hexgrad/Kokoro-82M, VOICES.md): they speak where none is named. */
const defaults = new Set(['af_heart', 'ef_dora', 'ff_siwis', 'hf_alpha', 'if_sara', 'pf_dora']);

/** By the first letter of a voice; undefined for languages that cannot be spoken here. */
export const accentOfLetter = (letter: string): Accent | undefined => accents[letter];
const accentOf = (voice: string) => accentOfLetter(voice.charAt(0));

/** The accent in which a voice speaks a language: its own, or another language's with its timbre. */
export function accentFor(voice: string, language: SpeechLanguage): Accent | undefined {
  const own = accentOf(voice);
  if (own?.language === language) return own;
  return Object.values(accents).find((accent) => accent.language === language);
}

/** The languages of some voices, English first. */
export function languagesOf(voices: readonly string[]): SpeechLanguage[] {
  const spoken = new Set(voices.map((voice) => accentOf(voice)?.language));
  return [...new Set(Object.values(accents).map(({ language }) => language))].filter((language) =>
    spoken.has(language),
  );
}

/** Voices for people to choose from, the default of each language before its others. */
export function toVoices(names: readonly string[], engine: string): Voice[] {
  const known = names.filter((name) => accentOf(name));
  const ordered = [
    ...known.filter((name) => defaults.has(name)),
    ...known.filter((name) => !defaults.has(name)),
  ];
  return ordered.flatMap((id) => {
    const accent = accentOf(id);
    if (!accent) return [];
    const [kind = '', name = ''] = id.split('_');
    const sex = kind.endsWith('m') ? 'male' : 'female';
    const label = name === '' ? 'Kokoro' : name.charAt(0).toUpperCase() + name.slice(1);
    return [{ id, name: `${label}, ${accent.label}, ${sex}`, languages: [accent.language], engine }];
  });
}
