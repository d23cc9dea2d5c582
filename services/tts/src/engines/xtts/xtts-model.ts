import { type Device, type Dtype, dtypeOrder, hasNvidiaDevice } from '@parley/inference';
import type { VoiceEncoders } from './conditioning/voice-encoders.js';
import { checkBundle } from './model/check-bundle.js';
import { readBundle, type XttsBundle } from './model/xtts-bundle.js';
import type { GptGenerator } from './network/gpt-generator.js';
import type { NetworkOptions } from './network/network-options.js';
import { openGpt } from './network/open-gpt.js';
import { openVocoder } from './network/open-vocoder.js';
import { openVoiceEncoders } from './network/open-voice-encoders.js';
import { XttsTokenizer } from './text/index.js';
import type { Vocoder } from './vocoding/vocoder.js';

/** All of an XTTS, ready to speak. */
export interface XttsModel {
  bundle: XttsBundle;
  tokenizer: XttsTokenizer;
  generator: GptGenerator;
  vocoder: Vocoder;
  encoders: VoiceEncoders;
  device: Device;
  dtype: Dtype;
  generatesInGraph: boolean;
}

/**
 * Opens a bundle.
 * @throws ParleyError `model_files_missing`, `model_files_invalid`
 */
export async function openXttsModel(
  directory: string,
  options: NetworkOptions & { dtype?: Dtype },
): Promise<XttsModel> {
  await checkBundle(directory, options);
  const bundle = readBundle(directory);
  const { dimensions, melTables, graphs } = bundle;
  const tokenizer = await XttsTokenizer.open(bundle.vocabularyFile);
  const { device, dtype } = options;
  const onGpu = device === 'cuda' || (device === 'auto' && hasNvidiaDevice());
  const order = [...(dtype ? [dtype] : []), ...dtypeOrder[onGpu ? 'cuda' : 'cpu']];
  const rank = (one: Dtype) => (order.includes(one) ? order.indexOf(one) : order.length);
  const files = graphs.gpt.toSorted((a, b) => rank(a.dtype) - rank(b.dtype));
  const gpt = await openGpt(files, dimensions, melTables, options);
  return {
    ...gpt,
    bundle,
    tokenizer,
    vocoder: await openVocoder(bundle, options),
    encoders: await openVoiceEncoders(bundle, options),
  };
}
