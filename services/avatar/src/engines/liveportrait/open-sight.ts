import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedFinder } from '../face-finding/embedded-finder.js';
import type { FaceFinder } from '../face-finding/face-finder.js';
import { InsightFaceFinder } from '../face-finding/insightface-finder.js';
import { Landmarks203Finder } from '../face-finding/landmarks-203.js';
import { MediaPipeFinder } from '../face-finding/mediapipe-finder.js';
import type { LivePortraitFacts, LivePortraitLoad } from './live-portrait-protocol.js';
import { openLivePortrait } from './networks/open-live-portrait.js';
import { findLandmarkNetwork } from './networks/recognition/find-networks.js';
import type { Sight } from './source-face.js';

/**
 * Opens all networks of an engine.
 * @throws ParleyError `model_files_missing`, `model_files_invalid`
 */
export async function openSight(
  load: LivePortraitLoad,
): Promise<{ sight: Sight; facts: Omit<LivePortraitFacts, 'frameMs'> }> {
  const notes: string[] = [];
  let deviceFallback: string | undefined;
  const { device, threads, dtype, cacheDirectory } = load;
  const networks = await openLivePortrait(load.directory, {
    device,
    threads,
    cacheDirectory,
    ...(dtype && { dtype }),
    onNote: (note) => notes.push(note),
    onDeviceFallback: (reason) => (deviceFallback ??= reason),
  });
  // Faces are found once for each portrait: a GPU is not worth its memory.
  const options = { device: 'cpu', threads } as const;
  const landmarkFile = findLandmarkNetwork(load.directory);
  if (!landmarkFile) {
    notes.push(
      'LivePortrait has no landmark.onnx: crops follow the face finder, and open mouths are not shut.',
    );
  }
  const landmarks203 = landmarkFile ? await Landmarks203Finder.open(landmarkFile, options) : undefined;
  const sight = { networks, finder: await openFinder(load, options), landmarks203 };
  const facts = {
    dialect: networks.dialect,
    device: networks.device,
    ...(deviceFallback !== undefined && { deviceFallback }),
    notes,
    fingerprint: fingerprintOf(load.directory),
  };
  return { sight, facts };
}

function openFinder(
  { finder }: LivePortraitLoad,
  options: { device: 'cpu'; threads: number },
): Promise<FaceFinder> {
  switch (finder.type) {
    case 'embedded':
      return Promise.resolve(new EmbeddedFinder());
    case 'mediapipe':
      return MediaPipeFinder.open(finder.files, options);
    case 'insightface':
      return InsightFaceFinder.open(finder.files, options);
  }
}

/** Names, sizes and times of a model's files: what is made with others has another fingerprint. */
function fingerprintOf(directory: string): string {
  const hash = createHash('sha256');
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  for (const name of names.filter((each) => each.endsWith('.onnx')).toSorted()) {
    const { size, mtimeMs } = statSync(join(directory, name));
    hash.update(`${name} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}
