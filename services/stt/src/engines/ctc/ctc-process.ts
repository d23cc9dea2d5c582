import type { GraphOptions } from '@parley/inference/sessions';
import { serveRecognizer } from '../nemo/serve-recognizer.js';
import { CtcRecognizer } from './ctc-recognizer.js';

export type CtcLoad = GraphOptions & { modelDirectory: string };

serveRecognizer<CtcLoad>(
  ({ modelDirectory, ...options }) => CtcRecognizer.open(modelDirectory, options),
  () => ({ language: 'auto', task: 'transcribe', targetLanguage: 'en' }),
);
