import { expressions, visemes } from '@parley/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import { expressionMotion } from '../motion/expressions.js';
import { addMotion, clampMotion, restingFace } from '../motion/face-motion.js';
import type { FaceMotion } from '../motion/face-motion.js';
import { LivingFace } from '../motion/living-face.js';
import { VisemeTrack } from '../motion/viseme-track.js';
import { visemeShapes } from '../motion/viseme-shapes.js';
import type { FaceRenderer } from './face-renderer.js';
import { prepareDefaultPortrait } from './prepared-portrait.js';

let renderer: FaceRenderer;

beforeAll(async () => {
  ({ live: renderer } = await prepareDefaultPortrait());
});

function saying(viseme: (typeof visemes)[number], more: Partial<FaceMotion> = {}): FaceMotion {
  return clampMotion(addMotion({ ...restingFace, ...more }, visemeShapes[viseme].pose));
}

function draw(motion: FaceMotion): Uint8Array {
  const out = renderer.createBuffer();
  renderer.draw(motion, out);
  return out;
}

function difference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0));
  return sum / (a.length * 0.75);
}

/** Pixels in the middle column of the mouth that are darker than lips are: the opening. */
function darkRows(picture: Uint8Array): number {
  const [x, y] = renderer.frame.origin.map(Math.round);
  let dark = 0;
  for (let row = (y ?? 0) - 10; row < (y ?? 0) + 60; row++) {
    const at = (row * renderer.width + (x ?? 0)) * 4;
    const [red = 0, green = 0] = picture.subarray(at, at + 2);
    if (red < 95 && green < 60) dark += 1;
  }
  return dark;
}

/** The signed area of every skin triangle over its area at rest; slivers below a fifth of a pixel are left out. */
function relativeAreas(motion: FaceMotion): number[] {
  const area = (places: Float32Array, i: number): number => {
    const [a, b, c] = [...renderer.mesh.skin.subarray(i, i + 3)];
    const point = (vertex = 0): [number, number] => [places[2 * vertex] ?? 0, places[2 * vertex + 1] ?? 0];
    const [[ax, ay], [bx, by], [cx, cy]] = [point(a), point(b), point(c)];
    return (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
  };
  const rest = Float32Array.from(renderer.mesh.vertices.flatMap((vertex) => vertex.picture));
  const moved = renderer.geometry(motion).skin;
  const areas: number[] = [];
  for (let i = 0; i < renderer.mesh.skin.length; i += 3) {
    const before = area(rest, i);
    if (Math.abs(before) > 0.4) areas.push(area(moved, i) / before);
  }
  return areas;
}

describe('the mesh warp', () => {
  it('shows the portrait itself at rest', async () => {
    const { live } = await prepareDefaultPortrait();
    const again = live.createBuffer();
    live.draw(restingFace, again);
    const places = renderer.geometry(restingFace).skin;
    const rest = renderer.mesh.vertices.flatMap((vertex) => vertex.picture);
    expect(Math.max(...rest.map((value, i) => Math.abs(value - (places[i] ?? 0))))).toBeLessThan(0.01);
    expect(difference(draw(restingFace), again)).toBe(0);
  });

  it('closes the lips on m, b and p and opens them on a, in geometry and in pixels', () => {
    expect(renderer.geometry(saying('PP')).aperture).toBe(0);
    expect(renderer.geometry(saying('sil')).aperture).toBe(0);
    expect(renderer.geometry(saying('aa')).aperture).toBeGreaterThan(0.25);
    expect(renderer.geometry(saying('ih')).aperture).toBeLessThan(
      renderer.geometry(saying('aa')).aperture / 1.5,
    );
    expect(darkRows(draw(saying('PP')))).toBeLessThanOrEqual(2);
    expect(darkRows(draw(saying('aa')))).toBeGreaterThan(10);
  });

  it('spreads the mouth on ih and rounds it on ou', () => {
    const width = (viseme: (typeof visemes)[number]): number => {
      const { upperSeam } = renderer.geometry(saying(viseme));
      return (upperSeam.at(-1)?.[0] ?? 0) - (upperSeam[0]?.[0] ?? 0);
    };
    expect(width('ih')).toBeGreaterThan(width('sil') * 1.08);
    expect(width('ou')).toBeLessThan(width('sil') * 0.75);
  });

  it('folds no triangle in any viseme, expression, strength, blink or pose', () => {
    const poses: Partial<FaceMotion>[] = [
      {},
      { pitch: 9, yaw: 9, roll: 9 },
      { pitch: -9, yaw: -9, roll: -9 },
    ];
    for (const viseme of visemes) {
      for (const expression of expressions) {
        for (const [i, pose] of poses.entries()) {
          const motion = addMotion(addMotion(restingFace, expressionMotion(expression, 2)), pose);
          const areas = relativeAreas(
            clampMotion(addMotion({ ...motion, eyesClosed: i / 2 }, visemeShapes[viseme].pose)),
          );
          expect(Math.min(...areas), `${viseme} ${expression} ${i}`).toBeGreaterThan(0);
        }
      }
    }
  });

  it('covers every pixel, at the edges too', () => {
    for (const pose of [
      { roll: 10, yaw: 8 },
      { pitch: 10, breath: 1 },
    ]) {
      const picture = draw({ ...restingFace, ...pose });
      expect(picture.every((value, i) => i % 4 !== 3 || value === 255)).toBe(true);
    }
  });

  it('shuts the eyes: what was white is skin', () => {
    const whites = (picture: Uint8Array): number => {
      let count = 0;
      const { origin, size } = renderer.frame;
      for (let y = Math.round(origin[1] - 1.25 * size); y < origin[1] - 0.75 * size; y++) {
        for (let x = Math.round(origin[0] - 0.8 * size); x < origin[0] + 0.8 * size; x++) {
          const at = (y * renderer.width + x) * 4;
          if (Math.min(picture[at] ?? 0, picture[at + 1] ?? 0, picture[at + 2] ?? 0) > 215) count += 1;
        }
      }
      return count;
    };
    const open = whites(draw(restingFace));
    expect(open).toBeGreaterThan(150);
    expect(whites(draw({ ...restingFace, eyesClosed: 1 }))).toBeLessThan(open * 0.1);
    // A wink shuts one of them.
    for (const wink of [{ winkLeft: 1 }, { winkRight: 1 }]) {
      const left = whites(draw({ ...restingFace, ...wink }));
      expect(left).toBeGreaterThan(open * 0.35);
      expect(left).toBeLessThan(open * 0.65);
    }
  });

  it('never jumps between two frames of a living, speaking face', () => {
    const source = new LivingFace(11);
    source.startSpeech(
      new VisemeTrack(visemes.map((viseme, i) => ({ viseme, timeMs: i * 90, durationMs: 90 }))),
      0,
    );
    let before = draw(source.motionAt(0, 0));
    const jumps: number[] = [];
    for (let n = 1; n < 60; n++) {
      const frame = draw(source.motionAt(n * 40, n < 35 ? n * 40 : undefined));
      jumps.push(difference(frame, before));
      before = frame;
    }
    // Mean change per channel: a still face has 0, a blink or a shutting mouth near 1, a lively head 2.5, a jump of it above 4.
    expect(Math.max(...jumps)).toBeLessThan(3);
    expect(Math.min(...jumps)).toBeGreaterThan(0);
  });
});
