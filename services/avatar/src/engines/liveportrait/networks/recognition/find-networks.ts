import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ParleyError } from '@parley/contracts';
import type { LivePortraitDialect } from '../live-portrait-networks.js';
import { readGraphOutline } from './graph-outline.js';
import { isHalfPrecision, kindOf, needsPlugin, type NetworkKind, type NetworkRole } from './network-kinds.js';

/** A file that holds a part of LivePortrait. */
export interface NetworkFile extends NetworkKind {
  file: string;
  isHalfPrecision: boolean;
}

/** The files of a set, by their part. */
export type NetworkFiles = Readonly<Partial<Record<NetworkRole, NetworkFile>>>;

export interface FoundNetworks {
  dialect: LivePortraitDialect;
  files: NetworkFiles;
}

/** What the public exports call the files that nobody can do without, for messages. */
const fileNames: Readonly<Record<LivePortraitDialect, Readonly<Partial<Record<NetworkRole, string>>>>> = {
  fasterliveportrait: {
    appearance: 'appearance_feature_extractor.onnx',
    motion: 'motion_extractor.onnx',
    generator: 'warping_spade.onnx',
    stitching: 'stitching.onnx',
  },
  ditto: {
    appearance: 'appearance_extractor.onnx',
    motion: 'motion_extractor.onnx',
    warp: 'warp_network_ori.onnx',
    decoder: 'decoder.onnx',
    stitching: 'stitch_network.onnx',
  },
  facefusion: {
    appearance: 'live_portrait_feature_extractor.onnx',
    motion: 'live_portrait_motion_extractor.onnx',
    generator: 'live_portrait_generator.onnx',
    stitching: 'live_portrait_stitcher.onnx',
  },
};
const dialects: readonly LivePortraitDialect[] = ['fasterliveportrait', 'ditto', 'facefusion'];

/** Where the repositories keep the files of people's faces. */
const subfolders = ['', 'liveportrait_onnx', 'ditto_onnx', 'onnx'];

interface LookedThrough {
  usable: readonly NetworkFile[];
  withPlugin: readonly NetworkFile[];
  damaged: readonly { file: string; reason: string }[];
}

/**
 * Finds LivePortrait's files in a folder, whatever they are called.
 * @param preferHalf whether files in half precision are taken before others
 * @throws ParleyError `model_files_missing`, naming what is missing; `model_files_invalid` for what is there and cannot be
 *   used
 */
export function findNetworks(directory: string, preferHalf: boolean): FoundNetworks {
  const found = lookThrough(directory);
  const inDialect = dialects.map((dialect) => ({ dialect, missing: missingOf(dialect, found.usable) }));
  const whole = inDialect.find(({ missing }) => missing.length === 0);
  if (!whole) throw nothingWhole(directory, found, closest(inDialect, found));
  const { dialect } = whole;
  return { dialect, files: choose(found.usable, dialect, preferHalf) };
}

/**
 * The file of the network for 203 landmarks, which belongs to every export.
 * @returns undefined where it is not in the folder
 */
export function findLandmarkNetwork(directory: string): string | undefined {
  return lookThrough(directory).usable.find(({ role }) => role === 'landmarks')?.file;
}

function lookThrough(directory: string): LookedThrough {
  const usable: NetworkFile[] = [];
  const withPlugin: NetworkFile[] = [];
  const damaged: { file: string; reason: string }[] = [];
  for (const file of graphFiles(directory)) {
    try {
      const outline = readGraphOutline(file);
      const kind = kindOf(outline);
      if (!kind) continue;
      const into = needsPlugin(outline) ? withPlugin : usable;
      into.push({ ...kind, file, isHalfPrecision: isHalfPrecision(outline) });
    } catch (error) {
      damaged.push({ file, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { usable, withPlugin, damaged };
}

/** Those of the first folder that has any, so that a repository's animal variant is left alone. */
function graphFiles(directory: string): string[] {
  for (const folder of subfolders.map((name) => join(directory, name)).filter((path) => existsSync(path))) {
    const names = readdirSync(folder).filter((name) => name.endsWith('.onnx'));
    if (names.length > 0) return names.toSorted().map((name) => join(folder, name));
  }
  return [];
}

function missingOf(dialect: LivePortraitDialect, files: readonly NetworkFile[]): NetworkRole[] {
  return rolesOf(dialect).filter(
    (role) => !files.some((file) => file.role === role && file.dialect === dialect),
  );
}

const rolesOf = (dialect: LivePortraitDialect) => Object.keys(fileNames[dialect]) as NetworkRole[];

/** The motion extractor loses too much in half precision (Ditto's converter keeps it in single as well). */
function choose(
  files: readonly NetworkFile[],
  dialect: LivePortraitDialect,
  preferHalf: boolean,
): NetworkFiles {
  const chosen: Partial<Record<NetworkRole, NetworkFile>> = {};
  for (const file of files) {
    if (file.dialect !== undefined && file.dialect !== dialect) continue;
    const wantsHalf = preferHalf && file.role !== 'motion';
    const before = chosen[file.role];
    if (!before || (before.isHalfPrecision !== wantsHalf && file.isHalfPrecision === wantsHalf))
      chosen[file.role] = file;
  }
  return chosen;
}

/** The export of which the least is missing, and of those the one of which most is there. */
function closest(
  candidates: readonly { dialect: LivePortraitDialect; missing: readonly NetworkRole[] }[],
  { usable, withPlugin }: LookedThrough,
) {
  const here = (wanted: LivePortraitDialect) =>
    [...usable, ...withPlugin].filter(({ dialect }) => dialect === wanted).length;
  const [best] = candidates.toSorted(
    (a, b) => here(b.dialect) - here(a.dialect) || a.missing.length - b.missing.length,
  );
  return best ?? { dialect: 'fasterliveportrait' as const, missing: rolesOf('fasterliveportrait') };
}

function nothingWhole(
  directory: string,
  { withPlugin, damaged }: LookedThrough,
  { dialect, missing }: { dialect: LivePortraitDialect; missing: readonly NetworkRole[] },
): ParleyError {
  const names = missing.map((role) => fileNames[dialect][role]).filter((name) => name !== undefined);
  const forPlugin = withPlugin.find(({ role }) => missing.includes(role));
  if (forPlugin) {
    const instead = fileNames[dialect][forPlugin.role] ?? 'the file without it';
    return new ParleyError(
      'model_files_invalid',
      `${basename(forPlugin.file)} is made for TensorRT: it needs the plugin GridSample3D, which onnxruntime has not. ` +
        `Put ${instead} into ${basename(directory)} instead.`,
    );
  }
  const [broken] = damaged;
  if (broken) {
    return new ParleyError(
      'model_files_invalid',
      `${basename(broken.file)} cannot be read: ${broken.reason} Fetch it again. ` +
        `Without it, these are missing: ${names.join(', ')}.`,
    );
  }
  return new ParleyError(
    'model_files_missing',
    `LivePortrait's files in ${basename(directory)} are not complete: ${names.join(', ')} missing. ` +
      'Fetch the model again, with all of its files.',
  );
}
