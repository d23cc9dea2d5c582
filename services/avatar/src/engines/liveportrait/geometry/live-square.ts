import { frameSize } from '@parley/contracts';
import type { Affine } from './affine.js';
import { compose, cropping, resizing } from './affine.js';

/** The square of a picture that live frames show. */
export interface LiveRegion {
  left: number;
  top: number;
  side: number;
}

/**
 * From a drawn face to the live frame, where the live frame is a square of the original picture scaled to 512 x 512.
 * With `preparePaste` and the live frame's own still picture it pastes without drawing the rest of the picture.
 *
 * @param toPicture from the drawn face to the source picture: `CropTransform.toPicture`.
 * @param toOriginal from the source picture to the original: `SourcePicture.toOriginal`.
 */
export function toLiveSquare(toPicture: Affine, toOriginal: Affine, region: LiveRegion): Affine {
  const scaled = resizing(
    { width: region.side, height: region.side },
    { width: frameSize, height: frameSize },
  );
  return [toOriginal, cropping(region), scaled].reduce(compose, toPicture);
}
