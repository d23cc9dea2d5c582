import type { SpeechLanguage, Voice } from '@parley/contracts';

/** Whatever voice an engine has for the language. */
export const defaultVoice = 'default';

/** OpenAI's voices, one with a higher and one with a deeper voice in turn: so do engines with two voices list theirs. */
const voiceAliases = [
  'alloy',
  'echo',
  'coral',
  'ash',
  'nova',
  'onyx',
  'sage',
  'fable',
  'shimmer',
  'ballad',
  'marin',
  'verse',
  'cedar',
] as const;

export const isVoiceAlias = (name: string): boolean =>
  voiceAliases.some((alias) => alias === name.trim().toLowerCase());

const plain = (name: string) => name.trim().toLowerCase();

/**
 * The voice of this id or name, in this language where one is given. The end of an id is enough where it says who
 * speaks: `male` is `espeak-en-male` in English.
 */
export function findVoice(
  name: string,
  language: SpeechLanguage | undefined,
  voices: readonly Voice[],
): Voice | undefined {
  const wanted = plain(name);
  const fitting = voices.filter(({ languages }) => language === undefined || languages.includes(language));
  return (
    fitting.find((voice) => plain(voice.id) === wanted || plain(voice.name) === wanted) ??
    (wanted === '' ? undefined : fitting.find(({ id }) => endsWithName(plain(id), wanted)))
  );
}

/** The voice that an engine has for one of OpenAI's names: its namesake, or always the same other one. */
export function standInVoice(
  alias: string,
  language: SpeechLanguage,
  voices: readonly Voice[],
): Voice | undefined {
  const fitting = voices.filter(({ languages }) => languages.includes(language));
  const index = voiceAliases.findIndex((each) => each === plain(alias));
  return findVoice(alias, language, fitting) ?? fitting[Math.max(index, 0) % Math.max(fitting.length, 1)];
}

const endsWithName = (id: string, name: string) => id.endsWith(`-${name}`) || id.endsWith(`_${name}`);
