import { transcriptionLanguages } from '@parley/contracts';
import type { MissingModel } from './missing-model-engine.js';

/** The 25 languages of Canary 1B v2 (NVIDIA's model card). */
const canaryLanguages = 'bg hr cs da nl en et fi fr de el hu it lv lt mt pl pt ro ru sk sl es sv uk'.split(
  ' ',
);

export const canary: MissingModel = {
  id: 'canary-1b-v2',
  description: 'Canary 1B v2 (ONNX): 25 European languages, translation from and into English',
  name: 'canary-1b-v2',
  repository: 'istupakov/canary-1b-v2-onnx',
  files: ['encoder-model.int8.onnx', 'decoder-model.int8.onnx', 'vocab.txt', 'config.json'],
  languages: canaryLanguages,
  capabilities: { streaming: false, translate: true, wordTimestamps: false },
};

/** A CTC model that people bring themselves, VoxFormer for one: what it speaks is known once it is there. */
export const ctc: MissingModel = {
  id: 'ctc',
  description: 'A CTC model of your own (ONNX), such as VoxFormer',
  name: 'voxformer',
  files: ['model.onnx', 'vocab.txt'],
  languages: transcriptionLanguages,
  capabilities: { streaming: false, translate: false, wordTimestamps: true },
};
