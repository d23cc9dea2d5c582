import { ParleyError, type SpeechLanguage, type Voice } from '@parley/contracts';
import type { SpeakerLatents, TextToSpeechEngine } from '../engines/text-to-speech-engine.js';
import { plainEngineName } from './engine-names.js';
import { findVoice, standInVoice } from './voice-names.js';

/** An engine that may speak a request, and as whom; its own voice for the language where none is named. */
export interface SpeechCandidate {
  engine: TextToSpeechEngine;
  voice?: string;
}

/** What a caller asks of whoever speaks. */
export interface SpeechTarget {
  language: SpeechLanguage;
  /** No other engine may speak. */
  engine?: string | undefined;
  voice?: string | undefined;
  /** A name that every engine has a voice for, as OpenAI's `alloy`; it belongs to none. */
  voiceAlias?: string | undefined;
  speaker?: SpeakerLatents | undefined;
  /** The engine that made the speaker's latents. */
  speakerEngine?: string | undefined;
}

/** Names of a list in an error message; a long one is shortened. */
const maxNames = 20;

/**
 * The engines that can speak a request, the wanted one first. The others stand in where it fails before its first
 * audio; nobody stands in for an engine that is asked for by name, nor for a cloned voice.
 * @param engines in the order of preference
 * @throws ParleyError `invalid_parameter` (no such engine), `unsupported_language`, `unknown_voice`,
 *   `engine_cannot_clone`
 */
export function candidatesFor(
  target: SpeechTarget,
  engines: readonly TextToSpeechEngine[],
): [SpeechCandidate, ...SpeechCandidate[]] {
  const named = namedEngines(engines, target.engine);
  const allowed = target.speaker ? cloningEngines(named, target) : named;
  const speaking = allowed.filter(({ languages }) => languages.includes(target.language));
  const candidates = target.speaker
    ? speaking.map((engine) => ({ engine }))
    : withVoices(target, speaking, allowed);
  const [first, ...others] = candidates;
  if (!first) throw unsupportedLanguage(target.language, allowed);
  return [first, ...others];
}

function withVoices(
  target: SpeechTarget,
  speaking: readonly TextToSpeechEngine[],
  allowed: readonly TextToSpeechEngine[],
): SpeechCandidate[] {
  const { voice: name, voiceAlias, language } = target;
  if (name === undefined) {
    return speaking.map((engine) => {
      const voice = voiceAlias === undefined ? undefined : standInVoice(voiceAlias, language, engine.voices);
      return { engine, ...(voice && { voice: voice.id }) };
    });
  }
  const having = speaking.flatMap((engine) => {
    const voice = findVoice(name, language, engine.voices);
    return voice ? [{ engine, voice: voice.id }] : [];
  });
  if (having.length === 0) throw unknownVoice(name, language, allowed);
  const others = speaking.filter((engine) => !having.some((each) => each.engine === engine));
  return [...having, ...others.map((engine) => ({ engine }))];
}

function namedEngines(
  engines: readonly TextToSpeechEngine[],
  name: string | undefined,
): readonly TextToSpeechEngine[] {
  if (name === undefined || name === 'auto') return engines;
  const found = engines.filter(({ id }) => plainEngineName(id) === plainEngineName(name));
  if (found.length > 0) return found;
  throw new ParleyError(
    'invalid_parameter',
    `There is no engine "${name.slice(0, 100)}" here. Engines: ${engines.map(({ id }) => id).join(', ')}.`,
    { param: 'engine' },
  );
}

function cloningEngines(
  engines: readonly TextToSpeechEngine[],
  { speakerEngine: id, engine: asked }: SpeechTarget,
): readonly TextToSpeechEngine[] {
  const found = engines.filter((engine) => engine.cloning && (id === undefined || engine.id === id));
  if (found.length > 0) return found;
  const why =
    asked === undefined || asked === 'auto'
      ? 'which is not here. See GET /status for how to get it'
      : `and "${asked.slice(0, 100)}" was asked for. Leave "engine" out`;
  throw new ParleyError('engine_cannot_clone', `This voice needs the engine ${id ?? 'xtts-v2'}, ${why}.`);
}

function unsupportedLanguage(language: SpeechLanguage, engines: readonly TextToSpeechEngine[]): ParleyError {
  const ids = engines.map(({ id }) => id).join(', ');
  const known = [...new Set(engines.flatMap(({ languages }) => languages))];
  return new ParleyError(
    'unsupported_language',
    `${ids} cannot speak "${language}". Languages: ${known.join(', ')}.`,
    { param: 'language' },
  );
}

function unknownVoice(
  name: string,
  language: SpeechLanguage,
  engines: readonly TextToSpeechEngine[],
): ParleyError {
  const all = engines.flatMap(({ voices }) => voices);
  const fitting = all.filter(({ languages }) => languages.includes(language));
  const other = all.find((voice) => findVoice(name, undefined, [voice]));
  const why = other
    ? `The voice "${other.id}" speaks ${other.languages.join(', ')}, not ${language}.`
    : `There is no voice "${name.slice(0, 100)}".`;
  return new ParleyError('unknown_voice', `${why} Voices for ${language}: ${namesOf(fitting)}.`, {
    param: 'voice',
  });
}

function namesOf(voices: readonly Voice[]): string {
  const names = voices.slice(0, maxNames).map(({ id }) => id);
  const more = voices.length - names.length;
  return names.join(', ') + (more > 0 ? `, and ${more} more: see GET /voices` : '');
}
