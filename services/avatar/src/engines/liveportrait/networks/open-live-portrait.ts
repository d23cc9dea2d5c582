import { wantedDevice } from '@parley/inference';
import { OnnxSession } from '@parley/inference/sessions';
import { openGenerator } from './derivation/open-generator.js';
import type { LivePortraitNetworks } from './live-portrait-networks.js';
import { LoadedNetworks } from './loaded-networks.js';
import type { NetworkOptions } from './network-options.js';
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
  const prefersHalf = options.dtype ? options.dtype === 'fp16' : wantedDevice(options.device) === 'cuda';
  const { dialect, files } = findNetworks(directory, prefersHalf);
  const opened: OnnxSession[] = [];
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
    const halves = files.generator ? (['generator'] as const) : (['warp', 'decoder'] as const);
    const generatorFiles = halves.map((role) => fileOf(files, role));
    return new LoadedNetworks(dialect, {
      generator: await keep(openGenerator(generatorFiles, options)),
      appearance: await open('appearance'),
      motion: await open('motion'),
      stitching: await openSmall('stitching'),
      ...(files.eyes && { eyes: await openSmall('eyes') }),
      ...(files.lips && { lips: await openSmall('lips') }),
    });
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
