import { basename, dirname } from 'node:path';
import { ParleyError } from '@parley/contracts';
import { type DevicePreference, type Dtype, hasNvidiaDevice } from '@parley/inference';
import { OnnxSession, type SessionOptions } from '@parley/inference/sessions';
import { type Candidate, type DecoderFiles, decoderCandidates, encoderCandidates } from './network-files.js';

/** A network's graphs in memory, each in the best format that loads. */
export interface OpenedSessions {
  encoder: OnnxSession;
  encoderDtype: Dtype;
  decoder: { first: OnnxSession; next: OnnxSession };
  decoderDtype: Dtype;
  decoderFiles: DecoderFiles;
}

/**
 * Opens an encoder and a decoder of a folder. Where CUDA was wanted and cannot be had, the formats that suit the CPU
 * are taken instead.
 * @throws ParleyError `model_files_missing`, or `model_files_invalid` where nothing there loads
 */
export async function openSessions(
  folder: string,
  wantedDtype: Dtype | undefined,
  options: SessionOptions & { device: DevicePreference },
  onNote: (note: string) => void,
): Promise<OpenedSessions> {
  const device = options.device === 'auto' ? (hasNvidiaDevice() ? 'cuda' : 'cpu') : options.device;
  const encoders = encoderCandidates(folder, device, wantedDtype);
  const open = (file: string) => OnnxSession.open(file, options);
  const encoder = await openFirst(folder, 'encoder_model', encoders, open, onNote);
  if (encoder.opened.device !== device) {
    await encoder.opened.release();
    return openSessions(folder, wantedDtype, { ...options, device: 'cpu' }, onNote);
  }
  const decoders = decoderCandidates(folder, device, wantedDtype);
  const decoder = await openFirst(
    folder,
    'decoder_model_merged',
    decoders,
    (files) => openDecoder(files, open),
    onNote,
  ).catch(async (error: unknown) => {
    await encoder.opened.release();
    throw error;
  });
  return {
    encoder: encoder.opened,
    encoderDtype: encoder.dtype,
    decoder: decoder.opened,
    decoderDtype: decoder.dtype,
    decoderFiles: decoder.files,
  };
}

async function openDecoder(files: DecoderFiles, open: (file: string) => Promise<OnnxSession>) {
  if ('merged' in files) {
    const session = await open(files.merged);
    return { first: session, next: session };
  }
  const first = await open(files.first);
  try {
    return { first, next: await open(files.next) };
  } catch (error) {
    await first.release();
    throw error;
  }
}

async function openFirst<Files, Opened>(
  folder: string,
  name: string,
  candidates: readonly Candidate<Files>[],
  open: (files: Files) => Promise<Opened>,
  onNote: (note: string) => void,
): Promise<{ opened: Opened; dtype: Dtype; files: Files }> {
  let failure: unknown = new ParleyError(
    'model_files_missing',
    `There is no ${name}*.onnx in ${basename(dirname(folder))}/${basename(folder)}. Fetch the model's ONNX files.`,
  );
  for (const [index, { dtype, files }] of candidates.entries()) {
    try {
      return { opened: await open(files), dtype, files };
    } catch (error) {
      failure = error;
      const next = candidates[index + 1];
      if (next)
        onNote(`${error instanceof Error ? error.message : String(error)} Trying ${next.dtype} instead.`);
    }
  }
  throw failure;
}
