import { describeTextToSpeechEngine } from '../text-to-speech-engine.conformance.js';
import { EspeakEngine } from './espeak-engine.js';

describeTextToSpeechEngine('espeak-ng', () => new EspeakEngine());
