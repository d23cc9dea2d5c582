import { familyLayouts, formatsOf } from '../family-layouts.js';
import type { ModelDeclaration } from '../model-declaration.js';

/** Sizes: the repository's file tree, and what HeadTTS's users report of it. */
const kokoro: ModelDeclaration = {
  name: 'kokoro-82m',
  aliases: ['kokoro', 'onnx-community/Kokoro-82M-v1.0-ONNX-timestamped', 'hexgrad/Kokoro-82M'],
  family: 'kokoro',
  service: 'tts',
  description: 'Kokoro: natural voices in six languages, quick on a CPU',
  languages: familyLayouts.kokoro.languages ?? [],
  license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
  source: { repository: 'onnx-community/Kokoro-82M-v1.0-ONNX-timestamped', revision: 'main' },
  files: familyLayouts.kokoro.files,
  optionalFiles: familyLayouts.kokoro.optionalFiles,
  formats: formatsOf(familyLayouts.kokoro, {
    fp32: [325_532_232],
    fp16: [163_000_000],
    q8: [92_400_000],
    int8: [],
    q4: [305_000_000],
    q4f16: [154_000_000],
  }),
};

const xtts: ModelDeclaration = {
  name: 'xtts-v2',
  aliases: ['xtts', 'pltobing/XTTSv2-Streaming-ONNX', 'coqui/XTTS-v2'],
  family: 'xtts',
  service: 'tts',
  description: 'XTTS v2: cloned and built-in voices in 17 languages; its repository is gated',
  languages: familyLayouts.xtts.languages ?? [],
  license: familyLayouts.xtts.license ?? { name: 'CPML' },
  source: { repository: 'pltobing/XTTSv2-Streaming-ONNX', revision: 'main' },
  files: familyLayouts.xtts.files,
  optionalFiles: familyLayouts.xtts.optionalFiles,
  formats: formatsOf(familyLayouts.xtts, { fp32: [1_520_000_000], int8: [383_000_000] }),
};

/** Every model for text to speech, in the order in which people are shown them. */
export const textToSpeechModels: readonly ModelDeclaration[] = [kokoro, xtts];
