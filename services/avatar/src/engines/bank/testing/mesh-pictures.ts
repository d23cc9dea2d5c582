import { frameSize } from '@parley/contracts';
import type { FaceRenderer } from '../../mesh-warp/face-renderer.js';
import type { FaceMotion } from '../../motion/face-motion.js';
import { rgbOf } from '../../picture/picture.js';
import { BankBuilder } from '../bank-builder.js';
import type { FaceBank } from '../face-bank.js';

/** A frame of the mesh renderer, whose faces are known in every motion: bytes RGB. */
export function meshPicture(renderer: FaceRenderer, motion: FaceMotion): Uint8Array {
  const rgba = renderer.createBuffer();
  renderer.draw(motion, rgba);
  return rgbOf({ rgba, width: frameSize, height: frameSize }).rgb;
}

/** A bank whose pictures the mesh renderer drew. */
export function bankOfMesh(renderer: FaceRenderer): FaceBank {
  const builder = new BankBuilder(renderer.frame);
  for (let node = builder.next; node; node = builder.next) {
    builder.add({ rgb: meshPicture(renderer, node.motion), width: frameSize, height: frameSize });
  }
  return builder.build();
}
