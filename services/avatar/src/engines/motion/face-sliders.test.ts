import { describe, expect, it } from 'vitest';
import { clampMotion, restingFace } from './face-motion.js';
import { faceSliders, sliderMotion } from './face-sliders.js';
import type { FaceSlider } from './face-sliders.js';

describe('the face by hand', () => {
  it('is at rest where nothing is set', () => {
    expect(sliderMotion({})).toEqual(restingFace);
  });

  it('moves by each slider, differently at each end, and never out of what faces do', () => {
    for (const [name, { min, max }] of Object.entries(faceSliders)) {
      const least = sliderMotion({ [name as FaceSlider]: min });
      const most = sliderMotion({ [name as FaceSlider]: max });
      expect(least, name).not.toEqual(restingFace);
      expect(most, name).not.toEqual(least);
      expect(clampMotion(least)).toEqual(least);
      expect(clampMotion(most)).toEqual(most);
    }
  });

  it('cuts what lies outside a range', () => {
    expect(sliderMotion({ yaw: 90 }).yaw).toBe(faceSliders.yaw.max);
    expect(sliderMotion({ smile: -5 }).lipCornerUp).toBe(-1);
  });

  it('presses the lips below zero and opens them above', () => {
    expect(sliderMotion({ mouth: -0.5 })).toMatchObject({ lipPress: 0.5, jawOpen: 0 });
    expect(sliderMotion({ mouth: 0.5 })).toMatchObject({ lipPress: 0, jawOpen: 0.5 });
  });
});
