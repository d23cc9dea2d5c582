import type { EngineStatus } from '@parley/contracts';
import type { EngineProcessEvent, ModelStore } from '@parley/inference';
import { EspeakEngine } from './espeak/espeak-engine.js';
import { EspeakProgram } from './espeak/espeak-program.js';
import type { TextToSpeechEngine } from './text-to-speech-engine.js';

/** What `TTS_ENGINE` and `TTS_ENGINES` may name. */
export const engineNames = ['auto', 'espeak'] as const;
export type EngineName = (typeof engineNames)[number];

export interface EngineSettings {
  /** In the order in which they are asked to speak; espeak-ng comes last unasked. */
  names: readonly EngineName[];
  onEvent: (event: EngineProcessEvent) => void;
}

export async function createEngines(
  { onEvent }: EngineSettings,
  _store: ModelStore,
): Promise<
  [
    engines: [TextToSpeechEngine, ...TextToSpeechEngine[]],
    betterEngine?: NonNullable<EngineStatus['betterEngine']>,
  ]
> {
  return [[new EspeakEngine(new EspeakProgram(onEvent))]];
}
