import { expect, it } from 'vitest';
import { blazeFaceAnchors, blazeFaceCoordinates, decodeBlazeFace } from './blaze-face-decoding.js';

/** Detections of 40 x 40 pixels around (x, 60), one anchor for each; anchors 0 to 31 are the first row of cells. */
function facesAt(...places: { x: number; logit: number }[]) {
  const regressors = new Float32Array(blazeFaceAnchors * blazeFaceCoordinates);
  const logits = new Float32Array(blazeFaceAnchors).fill(-9);
  for (const [i, { x, logit }] of places.entries()) {
    const cell = 2 * i;
    regressors.set([x - (i * 8 + 4), 60 - 4, 40, 40], cell * blazeFaceCoordinates);
    logits[cell] = logit;
  }
  return decodeBlazeFace(regressors, logits);
}

it('blends detections that overlap by more than 0.3, by their scores', () => {
  const even = 0;
  const [face, ...others] = facesAt({ x: 50, logit: even }, { x: 56, logit: even });
  expect(others).toEqual([]);
  expect(face?.box.left).toBeCloseTo(33, 4);
  expect(face?.score).toBeCloseTo(0.5, 6);
  const [unequal] = facesAt({ x: 50, logit: Math.log(9) }, { x: 56, logit: even });
  expect(unequal?.box.left).toBeCloseTo(30 + (6 * 0.5) / 1.4, 4);
});

it('keeps detections apart that overlap by less', () => {
  // 40 x 40 boxes 25 pixels apart share 0.23 of what they cover.
  expect(facesAt({ x: 40, logit: 2 }, { x: 65, logit: 1 }).length).toBe(2);
  expect(facesAt({ x: 40, logit: 2 }, { x: 59, logit: 1 }).length).toBe(1);
});

it('leaves out what is less sure than one half', () => {
  expect(facesAt({ x: 50, logit: -0.01 })).toEqual([]);
});
