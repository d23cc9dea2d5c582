import {
  ParleyError,
  type SpeechLanguage,
  type SynthesizeRequest,
  maxTextCharacters,
  speechLanguages,
  toSpeechLanguage,
} from '@parley/contracts';
import type { SpeakerLatents, SpeechSampling } from '../engines/text-to-speech-engine.js';
import type { VoiceStore } from '../voices/voice-store.js';
import type { EngineSet } from './engine-set.js';
import type { Utterance } from './speak.js';
import { type SsmlPolicy, speakableText } from './speakable-text.js';
import { type SpeechTarget, candidatesFor } from './speech-target.js';
import { languageOfText } from './text-language.js';
import { defaultVoice, findVoice, isVoiceAlias } from './voice-names.js';

interface RequestParts {
  config: { ssml: SsmlPolicy };
  engines: EngineSet;
  voices: VoiceStore;
}

/** A voice that was learnt from recordings, and the engine that did; any that clones where absent. */
interface ClonedSpeaker {
  latents: SpeakerLatents;
  engine?: string;
}

export interface UtteranceOptions {
  maxCharacters?: number;
  /** What the caller calls the text. */
  textParam?: string;
  /** Speaks in this voice, whatever the request names. */
  speaker?: ClonedSpeaker;
}

/**
 * A client's request, checked, and the engines that may speak it.
 * @throws ParleyError `empty_text`, `text_too_long`, and as `candidatesFor`
 */
export async function toUtterance(
  { config, engines, voices }: RequestParts,
  request: SynthesizeRequest,
  { maxCharacters = maxTextCharacters, textParam = 'text', speaker: given }: UtteranceOptions = {},
): Promise<Utterance> {
  const text = speakableText(request.text, { ssml: config.ssml, maxCharacters, param: textParam });
  const name = given ? undefined : (request.voice ?? request.speaker);
  const speaker = given ?? (await clonedSpeaker(name, engines, voices));
  const voice = speaker ? undefined : name;
  const language =
    request.language === 'auto' ? await languageOf(voice, text, engines) : knownLanguage(request.language);
  const target: SpeechTarget = {
    language,
    engine: request.engine,
    ...voiceOf(voice, language, engines),
    ...(speaker && { speaker: speaker.latents, speakerEngine: speaker.engine }),
  };
  return {
    request: {
      text,
      language,
      speed: request.speed,
      ...(speaker && { speaker: speaker.latents }),
      ...(request.seed !== undefined && { seed: request.seed }),
      sampling: samplingOf(request),
    },
    candidates: candidatesFor(target, engines.all),
  };
}

/** Names that are an engine's own are not looked for on the disk: no cloned voice may have one. */
async function clonedSpeaker(
  name: string | undefined,
  engines: EngineSet,
  voices: VoiceStore,
): Promise<ClonedSpeaker | undefined> {
  if (name === undefined || engines.hasVoice(name)) return undefined;
  const cloned = await voices.find(name);
  return cloned && { latents: await voices.latents(cloned.id), engine: cloned.engine };
}

/** OpenAI's names stand for a voice of whichever engine speaks, unless one has a voice of that very name. */
function voiceOf(
  name: string | undefined,
  language: SpeechLanguage,
  engines: EngineSet,
): Pick<SpeechTarget, 'voice' | 'voiceAlias'> {
  if (name === undefined || name === defaultVoice) return {};
  const isOwn = engines.all.some((engine) => findVoice(name, language, engine.voices));
  return isOwn || !isVoiceAlias(name) ? { voice: name } : { voiceAlias: name };
}

/** That of the voice, where it has but one; otherwise the one that the text is written in. */
async function languageOf(
  voice: string | undefined,
  text: string,
  engines: EngineSet,
): Promise<SpeechLanguage> {
  const found =
    voice === undefined
      ? undefined
      : findVoice(
          voice,
          undefined,
          engines.all.flatMap((each) => each.voices),
        );
  const [only, ...others] = found?.languages ?? [];
  const spoken = only !== undefined && others.length === 0 ? toSpeechLanguage(only) : undefined;
  return spoken ?? languageOfText(text);
}

function knownLanguage(tag: string): SpeechLanguage {
  const language = toSpeechLanguage(tag);
  if (language) return language;
  throw new ParleyError(
    'unsupported_language',
    `The language "${tag.slice(0, 40)}" is unknown. Languages: auto, ${speechLanguages.join(', ')}.`,
    { param: 'language' },
  );
}

function samplingOf(request: SynthesizeRequest): SpeechSampling {
  const { temperature, top_k: topK, top_p: topP, repetition_penalty: repetitionPenalty } = request;
  return {
    ...(temperature !== undefined && { temperature }),
    ...(topK !== undefined && { topK }),
    ...(topP !== undefined && { topP }),
    ...(repetitionPenalty !== undefined && { repetitionPenalty }),
  };
}
