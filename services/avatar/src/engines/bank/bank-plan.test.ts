import { describe, expect, it } from 'vitest';
import { motionChannels, restingFace } from '../motion/face-motion.js';
import type { FaceMotion } from '../motion/face-motion.js';
import { bankPatches, patchWeights } from './bank-patches.js';
import { bankPlan, restNode } from './bank-plan.js';

const weightsOf = (motion: Partial<FaceMotion>): Record<string, number> => {
  const weights = patchWeights({ ...restingFace, ...motion });
  const named = bankPatches.map(({ node, side }, i) => [
    `${node.name}${side ? `/${side}` : ''}`,
    weights[i] ?? 0,
  ]);
  return Object.fromEntries(named.filter(([, weight]) => weight !== 0));
};

describe('the plan of a bank', () => {
  it('has a few dozen pictures, each after the one it is like, all of different names', () => {
    expect(bankPlan.length).toBeGreaterThanOrEqual(30);
    expect(bankPlan.length).toBeLessThanOrEqual(45);
    const seen = new Set<string>();
    for (const { name, like } of bankPlan) {
      expect(seen.has(name)).toBe(false);
      if (seen.size > 0) expect(seen.has(like ?? ''), name).toBe(true);
      seen.add(name);
    }
    expect(bankPlan.find(({ name }) => name === restNode)?.motion).toEqual(restingFace);
  });

  it('gives a node’s own motion to that node alone', () => {
    for (const node of bankPlan) {
      const names = Object.keys(weightsOf(node.motion)).map((name) => name.split('/')[0]);
      expect(new Set(names), node.name).toEqual(new Set(node.name === restNode ? [] : [node.name]));
      for (const weight of Object.values(weightsOf(node.motion))) expect(weight).toBeCloseTo(1, 6);
    }
  });

  it('divides what lies between among its neighbours', () => {
    expect(weightsOf({ jawOpen: 0.45 })).toEqual({
      'neutral-60': expect.closeTo(0.5, 5),
      'neutral-30': expect.closeTo(0.5, 5),
    });
    const rounded = weightsOf({ jawOpen: 0.3, mouthRound: 0.25, mouthWide: 1 });
    expect(rounded).toEqual({ 'round-30': expect.closeTo(0.25, 5), 'wide-30': expect.closeTo(0.75, 5) });
    expect(weightsOf({ winkLeft: 1 })).toEqual({ 'lids-100/left': 1 });
    expect(weightsOf({ gazeX: 1, eyesClosed: 1 })).toEqual({ 'lids-100/left': 1, 'lids-100/right': 1 });
    expect(weightsOf({ lipPress: 1, jawOpen: 0.6, lipsPart: 1 })).toEqual({ press: 1 });
  });

  it('never jumps: a small change of any channel changes no weight by much', () => {
    const random = (() => {
      let state = 7;
      return () => (state = (state * 48271) % 2147483647) / 2147483647;
    })();
    const step = 1e-3;
    for (let round = 0; round < 400; round++) {
      const motion = { ...restingFace };
      for (const channel of motionChannels) motion[channel] = random() * 2.4 - 1.2;
      const before = patchWeights(motion);
      for (const channel of motionChannels) {
        const after = patchWeights({ ...motion, [channel]: motion[channel] + step });
        const change = Math.max(...after.map((weight, i) => Math.abs(weight - (before[i] ?? 0))));
        // The steepest are the first level of the jaw (0.12) and the last of the lids (0.3).
        expect(change, channel).toBeLessThan(step * 9);
      }
    }
  });

  it('keeps to what it has where a motion goes beyond', () => {
    for (const weight of patchWeights({
      ...restingFace,
      jawOpen: 9,
      yaw: -99,
      eyesClosed: Number.NaN,
      browUp: 7,
    })) {
      expect(weight).toBeGreaterThanOrEqual(0);
      expect(weight).toBeLessThanOrEqual(1);
    }
  });
});
