import { basename } from 'node:path';
import { ParleyError } from '@parley/contracts';
import type { EngineProcessEvent } from '@parley/inference';
import { nemoLanguages } from '../nemo/languages.js';
import { RecognizerEngine } from '../nemo/recognizer-engine.js';
import type { EngineRequest, EngineRow } from '../speech-to-text-engine.js';
import type { CanaryLoad } from './canary-process.js';
import type { CanaryGraphOptions } from './canary-recognizer.js';

/** Tells the language of speech, 16 kHz mono, as one of Whisper's codes. */
export interface LanguageIdentifier {
  identifyLanguage(audio: Float32Array, signal: AbortSignal): Promise<string>;
  unload(): Promise<void>;
}

export interface CanaryEngineOptions extends CanaryGraphOptions {
  /** `encoder-model.onnx`, `decoder-model.onnx`, `vocab.txt` and `config.json`. */
  modelDirectory: string;
  /** The folder's name where absent. */
  name?: string;
  /** The 25 of Canary 1B v2 where absent. */
  languages?: readonly string[];
  /** What Canary cannot do for itself; without it, requests must name the language. */
  languageIdentifier?: LanguageIdentifier;
  onEvent?: (event: EngineProcessEvent) => void;
  /** Called with what an operator should know of the model's files. */
  onNote?: (note: string) => void;
}

/** A recogniser that runs NVIDIA Canary: 25 languages, translation from and into English, punctuation. */
export function createCanaryEngine(options: CanaryEngineOptions): RecognizerEngine<CanaryLoad> {
  const { languageIdentifier, onEvent, onNote, name: given, languages = nemoLanguages, ...load } = options;
  const name = given ?? basename(load.modelDirectory);
  return new RecognizerEngine({
    id: 'canary',
    description: `${name} (ONNX)`,
    model: name,
    languages,
    capabilities: { streaming: false, translate: true, wordTimestamps: false },
    maxAudioMs: 30_000,
    maxRows: 8,
    entry: new URL('./canary-process.ts', import.meta.url),
    load,
    prepare: (row) => withLanguages(row, languages, languageIdentifier),
    ...(languageIdentifier && { onUnload: () => languageIdentifier.unload() }),
    ...(onEvent && { onEvent }),
    ...(onNote && { onNote }),
  });
}

/** @throws ParleyError `unsupported_language` where Canary cannot do what is asked */
async function withLanguages(
  { audio, request, signal }: EngineRow,
  languages: readonly string[],
  identifier: LanguageIdentifier | undefined,
): Promise<EngineRequest> {
  let { language } = request;
  if (language === 'auto') {
    if (!identifier) {
      refuse(
        'Canary cannot tell the language of speech. Name it, or install a small Whisper that does: ' +
          'npm run models -- pull whisper-tiny.',
      );
    }
    language = await identifier.identifyLanguage(audio, signal);
    if (!languages.includes(language)) {
      refuse(`This sounds like "${language}", which Canary does not know. It knows ${languages.join(', ')}.`);
    }
  }
  if (request.task === 'translate') checkTranslation(language, request.targetLanguage, languages);
  return { ...request, language };
}

function checkTranslation(from: string, to: string, languages: readonly string[]): void {
  if (!languages.includes(to)) {
    refuse(`Canary does not write "${to}". It writes ${languages.join(', ')}.`, 'target_language');
  }
  if (from === to || from === 'en' || to === 'en') return;
  refuse(`Canary translates from and into English, not from "${from}" into "${to}".`, 'target_language');
}

function refuse(message: string, param = 'language'): never {
  throw new ParleyError('unsupported_language', message, { param });
}
