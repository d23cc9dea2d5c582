import { describeTextToSpeechEngine } from '../text-to-speech-engine.conformance.js';
import { EspeakEngine } from './espeak-engine.js';
import { EspeakProgram } from './espeak-program.js';

describeTextToSpeechEngine('espeak-ng', () => new EspeakEngine(new EspeakProgram()));
