import type { GraphOptions } from '@parley/inference/sessions';
import { serveRecognizer } from '../nemo/serve-recognizer.js';
import { ParakeetRecognizer } from './parakeet-recognizer.js';

export type ParakeetLoad = GraphOptions & { modelDirectory: string; languages: readonly string[] };

serveRecognizer<ParakeetLoad>(
  ({ modelDirectory, ...options }) => ParakeetRecognizer.open(modelDirectory, options),
  () => ({ language: 'auto', task: 'transcribe', targetLanguage: 'en' }),
);
