import { basename } from 'node:path';
import { ParleyError } from '@parley/contracts';
import type { OnnxSession } from '@parley/inference/sessions';

/** Inputs of other families' graphs, by which a wrong model is told (reference: speech-to-text, B). */
const families: readonly [input: string, family: string][] = [
  ['audio_signal', 'an NVIDIA NeMo model (Canary, Parakeet or CTC)'],
  ['encoder_embeddings', 'an NVIDIA Canary model'],
  ['audio_values', 'a Voxtral model'],
  ['input_values', 'a Moonshine or wav2vec2 model'],
  ['pixel_values', 'an image model'],
  ['n_layer_self_k_cache', 'a sherpa-onnx export'],
  ['input_ids', 'a text model'],
];

/**
 * Makes sure that a graph can be fed.
 * @param needed inputs without which it is no Whisper
 * @param accepted a pattern of everything that can be fed
 * @throws ParleyError `model_files_invalid`, naming file and input
 */
export function checkInputs(session: OnnxSession, needed: readonly string[], accepted: RegExp): void {
  const names = [...session.inputs.keys()];
  const file = basename(session.file);
  if (needed.some((name) => !session.inputs.has(name))) {
    const family = families.find(([input]) => names.includes(input))?.[1] ?? 'a model of another family';
    throw new ParleyError(
      'model_files_invalid',
      `${file} is no Whisper graph: its inputs are ${names.slice(0, 4).join(', ')}. It looks like ${family}.`,
    );
  }
  const unknown = names.find((name) => !accepted.test(name));
  if (unknown !== undefined) {
    throw new ParleyError(
      'model_files_invalid',
      `${file} wants an input "${unknown}" that Whisper graphs do not have. Use another export of this model.`,
    );
  }
}

/** What a Whisper encoder may be fed. */
export const encoderInputs = /^input_features$/;

/** What a Whisper decoder may be fed (optimum's exports of several years). */
export const decoderInputs =
  /^(input_ids|encoder_hidden_states|encoder_attention_mask|use_cache_branch|cache_position|num_logits_to_keep|past_key_values\.\d+\.(decoder|encoder)\.(key|value))$/;
