import type { SpeechSampling } from '../../text-to-speech-engine.js';
import type { Sampling } from '../network/gpt-generator.js';

/** What XTTS' own inference_stream() draws by. */
const defaults: Sampling = { temperature: 0.75, topK: 50, topP: 0.85, repetitionPenalty: 10 };

/** Below, words are cut and pauses grow; above, speech falls apart (RealtimeTTS #225, and listeners' reports). */
const temperatures = { least: 0.4, most: 0.9 };

/** The settings of a request within what XTTS can be asked for. */
export function toSampling(asked: SpeechSampling = {}): Sampling {
  const { temperature, topK, topP, repetitionPenalty } = { ...defaults, ...asked };
  return {
    temperature: Math.min(temperatures.most, Math.max(temperatures.least, temperature)),
    topK: Math.max(1, Math.round(topK)),
    topP: Math.min(1, Math.max(0, topP)),
    repetitionPenalty: Math.max(1, repetitionPenalty),
  };
}
