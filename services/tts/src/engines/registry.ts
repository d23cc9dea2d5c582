import type { EngineProcessEvent } from '@parley/inference';
import { EspeakEngine } from './espeak/espeak-engine.js';
import { EspeakProgram } from './espeak/espeak-program.js';
import type { TextToSpeechEngine } from './text-to-speech-engine.js';

/** Every engine of this service, by the name that `TTS_ENGINE` takes. */
const engines = {
  espeak: (onEvent: (event: EngineProcessEvent) => void): TextToSpeechEngine =>
    new EspeakEngine(new EspeakProgram(onEvent)),
} as const;

export type EngineName = keyof typeof engines;
export const engineNames = Object.keys(engines) as [EngineName, ...EngineName[]];

/** The engine that can speak in a cloned voice, for refusals that name it. */
export const cloningEngine = 'xtts-v2';

export function createEngine(
  name: EngineName,
  onEvent: (event: EngineProcessEvent) => void,
): TextToSpeechEngine {
  return engines[name](onEvent);
}
