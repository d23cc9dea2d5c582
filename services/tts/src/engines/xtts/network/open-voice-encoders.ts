import { basename } from 'node:path';
import { ParleyError } from '@parley/contracts';
import { OnnxSession } from '@parley/inference/sessions';
import { VoiceEncoders } from '../conditioning/voice-encoders.js';
import { conditioningMelBins, type XttsBundle } from '../model/xtts-bundle.js';
import type { NetworkOptions } from './network-options.js';

const speakerMelBins = 64;

/** @throws ParleyError `model_files_invalid` */
export async function openVoiceEncoders(bundle: XttsBundle, options: NetworkOptions): Promise<VoiceEncoders> {
  const { graphs } = bundle;
  const conditioning = await openEncoder(graphs.conditioningEncoder, conditioningMelBins, options);
  const speaker = await openEncoder(graphs.speakerEncoder, speakerMelBins, options);
  return new VoiceEncoders(conditioning, speaker, bundle);
}

async function openEncoder(file: string, melBins: number, options: NetworkOptions): Promise<OnnxSession> {
  const session = await OnnxSession.open(file, options);
  const [input] = session.inputs.values();
  if (session.inputs.size === 1 && input?.shape[1] === melBins) return session;
  await session.release();
  throw new ParleyError(
    'model_files_invalid',
    `${basename(file)} takes no spectrogram of ${melBins} bins: it is of another model. Fetch it again.`,
  );
}
