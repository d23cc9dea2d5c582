import { wantedDevice } from '@parley/inference';
import { OnnxSession } from '@parley/inference/sessions';
import { keypointCount } from '../keypoints/keypoints.js';
import { openGenerator } from './derivation/open-generator.js';
import { extractorSide, type LivePortraitNetworks } from './live-portrait-networks.js';
import { LoadedNetworks, type NetworkSessions } from './loaded-networks.js';
import type { NetworkOptions } from './network-options.js';
import { openOptimized } from './optimize/open-optimized.js';
import { findNetworks, type NetworkFiles } from './recognition/find-networks.js';
import type { NetworkRole } from './recognition/network-kinds.js';

/**
 * Opens LivePortrait from the files in a folder: FasterLivePortrait's, Ditto's or facefusion's, under whatever names.
 * @throws ParleyError `model_files_missing`, naming what is missing; `model_files_invalid` for what cannot be used
 */
export async function openLivePortrait(
  directory: string,
  options: NetworkOptions,
): Promise<LivePortraitNetworks> {
  const device = wantedDevice(options.device);
  const prefersHalf = options.dtype ? options.dtype === 'fp16' : device === 'cuda';
  const { dialect, files } = findNetworks(directory, prefersHalf);
  const parts = files.generator ? (['generator'] as const) : (['warp', 'decoder'] as const);
  const generatorFiles = parts.map((role) => fileOf(files, role));
  const generator = await openGenerator(generatorFiles, options);
  if (generator.device !== device) {
    // The reason was told; files and graphs for a GPU are not what runs best on a CPU.
    await generator.release();
    return openLivePortrait(directory, { ...options, device: 'cpu' });
  }
  const networks = new LoadedNetworks(dialect, await openOthers(files, generator, options));
  const failure = device === 'cuda' ? await failureToDraw(networks) : undefined;
  if (failure === undefined) return networks;
  await networks.release();
  options.onDeviceFallback?.(failure);
  return openLivePortrait(directory, { ...options, device: 'cpu' });
}

/** Why nothing can be drawn: kernels of CUDA say only when they run that they cannot sample volumes, or lack memory. */
async function failureToDraw(networks: LivePortraitNetworks): Promise<string | undefined> {
  const crop = { rgb: new Uint8Array(3 * extractorSide ** 2), width: extractorSide, height: extractorSide };
  try {
    const points = new Float32Array(3 * keypointCount);
    await networks.drawFace(await networks.extractAppearance(crop), points, points);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function openOthers(
  files: NetworkFiles,
  generator: OnnxSession,
  options: NetworkOptions,
): Promise<NetworkSessions> {
  const opened = [generator];
  const keep = async (opening: Promise<OnnxSession>) => {
    const session = await opening;
    opened.push(session);
    return session;
  };
  const open = (role: NetworkRole) => keep(OnnxSession.open(fileOf(files, role), options));
  // So small that a GPU would only be waited for.
  const openSmall = (role: NetworkRole) =>
    keep(OnnxSession.open(fileOf(files, role), { ...options, device: 'cpu', threads: 1 }));
  try {
    return {
      generator,
      appearance: files.appearance?.isHalfPrecision
        ? await open('appearance')
        : await keep(openOptimized(fileOf(files, 'appearance'), options)),
      motion: await open('motion'),
      stitching: await openSmall('stitching'),
      ...(files.eyes && { eyes: await openSmall('eyes') }),
      ...(files.lips && { lips: await openSmall('lips') }),
    };
  } catch (error) {
    await Promise.all(opened.map((session) => session.release()));
    throw error;
  }
}

function fileOf(files: NetworkFiles, role: NetworkRole): string {
  const found = files[role];
  if (!found) throw new Error(`There is no file for ${role}.`);
  return found.file;
}
