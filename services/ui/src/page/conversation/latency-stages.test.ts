import { expect, it } from 'vitest';
import { latencyStages } from './latency-stages.js';

it('measures each stage from the one before it', () => {
  const stages = latencyStages({ transcriptMs: 180, firstWordMs: 240, firstAudioMs: 310, firstFrameMs: 350 });
  expect(stages.map(({ id, tookMs }) => [id, tookMs])).toEqual([
    ['transcript', 180],
    ['thought', 60],
    ['sound', 70],
    ['frame', 40],
  ]);
});

it('leaves out what did not happen, and never counts below zero', () => {
  const stages = latencyStages({ transcriptMs: null, firstWordMs: 90, firstAudioMs: 300, firstFrameMs: 250 });
  expect(stages.map(({ id, tookMs }) => [id, tookMs])).toEqual([
    ['thought', 90],
    ['sound', 210],
    ['frame', 0],
  ]);
});
