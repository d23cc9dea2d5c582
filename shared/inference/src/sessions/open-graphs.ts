import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  type Device,
  type DevicePreference,
  type Dtype,
  dtypeSuffixes,
  dtypesToTry,
  wantedDevice,
} from './device.js';
import { OnnxSession } from './onnx-session.js';
import { openFirst } from './open-first.js';

/** What is known of graphs once they are open. */
export interface GraphFacts {
  device: Device;
  /** Why they run elsewhere than asked for. */
  deviceFallback?: string;
  /** Number format of the weights. */
  dtype: string;
}

/** How a model's graphs are opened: plain data, so that it crosses to the engine process. */
export interface GraphOptions {
  device: DevicePreference;
  /** Threads of one run. */
  threads: number;
  /** The number format to prefer; the device's own order where absent. */
  dtype?: Dtype;
}

/** Formats are marked as `.int8` in istupakov's and thewh1teagle's exports, as `_int8` in others. */
const suffixesOf = (dtype: Dtype) => [
  ...new Set([dtypeSuffixes[dtype], dtypeSuffixes[dtype].replace('_', '.')]),
];

/**
 * Opens a model's graphs, each in the best format that lies in the folder and loads. Where CUDA was wanted and cannot
 * be had, the formats that suit the CPU are taken instead.
 * @param stems names of the graphs without format and extension
 * @throws ParleyError `model_files_missing`, or `model_files_invalid` where nothing there loads
 */
export async function openGraphs(
  folder: string,
  stems: readonly string[],
  options: GraphOptions,
): Promise<{ sessions: OnnxSession[]; facts: GraphFacts }> {
  const sessions: OnnxSession[] = [];
  const wanted = wantedDevice(options.device);
  let dtype: Dtype = 'fp32';
  let deviceFallback: string | undefined;
  const release = () => Promise.all(sessions.map((session) => session.release()));
  try {
    for (const stem of stems) {
      const onDeviceFallback = (reason: string) => (deviceFallback ??= reason);
      const { opened, dtype: format } = await openGraph(folder, stem, wanted, options, onDeviceFallback);
      dtype = format;
      sessions.push(opened);
      if (opened.device !== wanted) break;
    }
  } catch (error) {
    await release();
    throw error;
  }
  if (sessions.some(({ device }) => device !== wanted)) {
    await release();
    const { sessions: onCpu, facts } = await openGraphs(folder, stems, { ...options, device: 'cpu' });
    return { sessions: onCpu, facts: { ...facts, ...(deviceFallback !== undefined && { deviceFallback }) } };
  }
  return { sessions, facts: { device: wanted, dtype } };
}

function openGraph(
  folder: string,
  stem: string,
  device: Device,
  options: GraphOptions,
  onDeviceFallback: (reason: string) => void,
) {
  const candidates = dtypesToTry(device, options.dtype).flatMap((dtype) =>
    suffixesOf(dtype)
      .map((suffix) => join(folder, `${stem}${suffix}.onnx`))
      .filter((file) => existsSync(file))
      .map((files) => ({ dtype, files })),
  );
  return openFirst(
    candidates,
    (file) => OnnxSession.open(file, { ...options, onDeviceFallback }),
    `There is no ${stem}.onnx in ${basename(folder)}. Fetch the model's files.`,
  );
}
