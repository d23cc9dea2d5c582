import { describe, expect, it } from 'vitest';
import { visemeShapes } from '../../motion/viseme-shapes.js';
import { restingFace } from '../../motion/face-motion.js';
import type { FaceMotion } from '../../motion/face-motion.js';
import type { FaceKeypoints } from '../keypoints/keypoints.js';
import { toDrivingKeypoints } from './driving-keypoints.js';
import { sliderValues } from './slider-values.js';

const source: FaceKeypoints = {
  pose: { pitch: 4, yaw: -3, roll: 1 },
  translation: Float32Array.of(-0.03, 0.1, 0),
  scale: 1.4,
  canonical: Float32Array.from({ length: 63 }, (_, i) => Math.sin(i)),
  expression: Float32Array.from({ length: 63 }, (_, i) => 0.004 * Math.cos(i)),
};

const moving = (motion: Partial<FaceMotion>): FaceMotion => ({ ...restingFace, ...motion });
const y = (face: FaceKeypoints, keypoint: number): number => face.expression[3 * keypoint + 1] ?? Number.NaN;

describe('a motion as LivePortrait’s keypoints', () => {
  it('is exactly the source at rest, beyond the limits too', () => {
    expect(toDrivingKeypoints(source, restingFace)).toEqual(source);
    const extreme = {
      ...source,
      expression: new Float32Array(63).fill(0.3),
      pose: { pitch: 50, yaw: -75, roll: 33 },
    };
    expect(toDrivingKeypoints(extreme, restingFace)).toEqual(extreme);
  });

  it('leaves the source untouched', () => {
    const before = structuredClone(source);
    toDrivingKeypoints(source, moving({ jawOpen: 1, breath: 1, yaw: 9, winkLeft: 1 }));
    expect(source).toEqual(before);
  });

  it('opens the mouth on a as talking people do, and presses the lips on m', () => {
    const saying = (viseme: keyof typeof visemeShapes): number =>
      sliderValues(moving(visemeShapes[viseme].pose)).mouthOpen;
    expect(saying('aa')).toBeGreaterThanOrEqual(45);
    expect(saying('aa')).toBeLessThanOrEqual(55);
    expect(saying('SS')).toBeGreaterThanOrEqual(8);
    expect(saying('SS')).toBeLessThanOrEqual(12);
    expect(saying('PP')).toBeGreaterThanOrEqual(-15);
    expect(saying('PP')).toBeLessThanOrEqual(-10);
    expect(saying('sil')).toBe(0);
    expect(sliderValues(moving(visemeShapes.ou.pose)).pucker).toBeGreaterThanOrEqual(10);
  });

  it('shuts both eyes by a blink, one by a wink', () => {
    const shut = toDrivingKeypoints(source, moving({ eyesClosed: 1 }));
    expect(y(shut, 11) - y(source, 11)).toBeCloseTo(0.02, 6);
    expect(y(shut, 15) - y(source, 15)).toBeCloseTo(0.02, 6);
    const wink = toDrivingKeypoints(source, moving({ winkRight: 1 }));
    expect(y(wink, 11)).toBe(y(source, 11));
    expect(y(wink, 15) - y(source, 15)).toBeCloseTo(0.025, 6);
  });

  it('keeps what is summed within what faces do', () => {
    const most = toDrivingKeypoints(
      source,
      moving({ jawOpen: 1, lipsPart: 1, lipCornerUp: 1, mouthWide: 1, squint: 1, winkLeft: 1, gazeY: 1 }),
    );
    expect(y(most, 14)).toBeCloseTo(-0.04, 6);
    expect(y(most, 11)).toBeCloseTo(0.034, 6);
    expect(y(most, 19)).toBeLessThanOrEqual(0.181);
  });

  it('turns the head in LivePortrait’s angles, within its limits', () => {
    const { pose } = toDrivingKeypoints(source, moving({ pitch: 5, yaw: 6, roll: 2 }));
    expect(pose).toEqual({ pitch: 9, yaw: -9, roll: 3 });
    const turned = { ...source, pose: { pitch: 28, yaw: -58, roll: 19 } };
    expect(toDrivingKeypoints(turned, moving({ pitch: 9, yaw: 9, roll: 9 })).pose).toEqual({
      pitch: 30,
      yaw: -60,
      roll: 20,
    });
  });

  it('takes back a part of the head’s turn with the eyes', () => {
    const sliders = sliderValues(moving({ yaw: 10, pitch: 10 }));
    expect(sliders.gazeLeft).toBeCloseTo(2.6);
    expect(sliders.gazeUp).toBeCloseTo(2.8);
    expect(sliders.gazeLids).toBeCloseTo(0);
  });

  it('lets a sad mouth speak: the frown leaves the lips to the jaw', () => {
    const sad = toDrivingKeypoints(source, moving({ lipCornerUp: -0.5 }));
    expect(y(sad, 19)).toBeLessThan(y(source, 19) - 0.01);
    const speaking = toDrivingKeypoints(source, moving({ lipCornerUp: -0.5, jawOpen: 0.6 }));
    expect(y(speaking, 19) - y(source, 19)).toBeCloseTo(0.045, 6);
  });
});
