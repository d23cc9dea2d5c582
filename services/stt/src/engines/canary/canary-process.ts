import { serveRecognizer } from '../nemo/serve-recognizer.js';
import { type CanaryGraphOptions, CanaryRecognizer } from './canary-recognizer.js';

export type CanaryLoad = CanaryGraphOptions & { modelDirectory: string };

serveRecognizer<CanaryLoad>(
  ({ modelDirectory, ...options }) => CanaryRecognizer.open(modelDirectory, options),
  () => ({ language: 'en', task: 'transcribe', targetLanguage: 'en' }),
);
