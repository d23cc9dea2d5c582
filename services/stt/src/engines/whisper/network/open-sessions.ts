import { basename, dirname } from 'node:path';
import { type DevicePreference, type Dtype, wantedDevice } from '@parley/inference';
import { OnnxSession, openFirst, type SessionOptions } from '@parley/inference/sessions';
import { type DecoderFiles, decoderCandidates, encoderCandidates } from './network-files.js';

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
  const device = wantedDevice(options.device);
  const missing = (name: string) =>
    `There is no ${name}*.onnx in ${basename(dirname(folder))}/${basename(folder)}. Fetch the model's ONNX files.`;
  const encoders = encoderCandidates(folder, device, wantedDtype);
  const open = (file: string) => OnnxSession.open(file, options);
  const encoder = await openFirst(encoders, open, missing('encoder_model'), onNote);
  if (encoder.opened.device !== device) {
    await encoder.opened.release();
    return openSessions(folder, wantedDtype, { ...options, device: 'cpu' }, onNote);
  }
  const decoders = decoderCandidates(folder, device, wantedDtype);
  const decoder = await openFirst(
    decoders,
    (files) => openDecoder(files, open),
    missing('decoder_model_merged'),
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
