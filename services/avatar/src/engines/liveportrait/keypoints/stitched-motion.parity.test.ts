import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { LivePortraitNetworks } from '../networks/live-portrait-networks.js';
import { openLivePortrait } from '../networks/open-live-portrait.js';
import type { Keypoints } from './keypoints.js';
import { MotionTransfer, multiplyMotion, transferPicture } from './motion-transfer.js';
import { expectClose } from './testing/reference-faces.js';
import { readTransfers } from './testing/reference-transfers.js';
import { addKeypoints } from './transform-keypoints.js';

const files = new URL(
  '../../../../../../tests/fixtures/liveportrait/networks/fasterliveportrait/',
  import.meta.url,
);
const transfers = readTransfers();
const ratios = {
  leftEye: transfers.sourceEyes[0],
  rightEye: transfers.sourceEyes[1],
  lips: transfers.sourceLips,
};
/** Largest error of a keypoint's coordinate. */
const tolerance = 1e-4;

/** The order in which the reference adds what its networks say: retargeting before stitching, shut lips after it. */
describe('motion with stitching and retargeting, against LivePortrait', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-stitched-motion-'));
  let networks: LivePortraitNetworks;
  beforeAll(async () => {
    // Derived graphs are kept beside the files.
    cpSync(fileURLToPath(files), folder, { recursive: true });
    networks = await openLivePortrait(folder, { device: 'cpu', threads: 1 });
  });
  afterAll(async () => {
    await networks.release();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(transfers.cases.filter((one) => one.needsNetworks))('$frames frames, $settings', async (one) => {
    const motion = new MotionTransfer(transfers.source, one.options);
    const rest = motion.sourceKeypoints;
    const shut = one.shutsLips && (await networks.retargetLips(rest, ratios, 0));
    for (const [frame, face] of transfers.driving.slice(0, one.frames).entries()) {
      const moved =
        one.frames === 1
          ? transferPicture(transfers.source, face, one.options.region, transfers.restingExpression)
          : motion.next(face);
      const deltas: Keypoints[] = [];
      const [eye = 0] = transfers.drivingEyes[frame] ?? [];
      const lips = transfers.drivingLips[frame] ?? 0;
      if (one.retargetsEyes) deltas.push(await networks.retargetEyes(rest, ratios, eye));
      if (one.retargetsLips) deltas.push(await networks.retargetLips(rest, ratios, lips));
      // Relative motion with retargeting keeps nothing of the driving face but its ratios.
      const start = deltas.length > 0 && one.options.mode === 'relative' ? rest : moved;
      const driven = addKeypoints(start, ...deltas);
      const stitched = one.stitches ? await networks.stitch(rest, driven) : driven;
      const found = multiplyMotion(rest, shut ? addKeypoints(stitched, shut) : stitched, one.multiplier);
      expectClose(found, one.keypoints[frame] ?? [], tolerance);
    }
  });
});
