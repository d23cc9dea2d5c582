import type { FaceMotion } from '../motion/face-motion.js';
import { gazeVertices } from './eye-layer.js';
import type { EyeLayer } from './eye-layer.js';
import type { FaceContours } from './face-contours.js';
import type { FaceFrame } from '../face-finding/face-frame.js';
import type { FaceMesh } from './face-mesh.js';
import { toPixels } from './face-model.js';
import type { FaceModel } from './face-model.js';
import { lidsOf, shapeWeights } from './face-shapes.js';
import { applyPose, headModel } from './head-pose.js';
import type { HeadModel } from './head-pose.js';
import type { Point } from '../face-finding/landmarks.js';
import { drawLashLine } from './lash-line.js';
import { drawMouthInterior } from './mouth-interior.js';
import { shapeNames } from './shape-fields.js';
import { warpTriangles } from './triangle-warp.js';

/** Where every vertex of a frame lies, in pixels, interleaved. */
export interface FrameGeometry {
  skin: Float32Array;
  eyes: readonly Float32Array[];
  /** The lips' inner edges, left to right. */
  upperSeam: Point[];
  lowerSeam: Point[];
  upperJaw: Point;
  lowerJaw: Point;
  /** Height of the opening between the lips in their middle, in face units. */
  aperture: number;
}

/** Moves one portrait: a frame of 512 x 512 costs a few milliseconds. */
export class FaceRenderer {
  readonly width: number;
  readonly height: number;
  readonly mesh: FaceMesh;
  readonly contours: FaceContours;
  readonly frame: FaceFrame;
  readonly #model: FaceModel;

  constructor(model: FaceModel) {
    this.width = model.texture.width;
    this.height = model.texture.height;
    this.mesh = model.mesh;
    this.contours = model.contours;
    this.frame = model.frame;
    this.#model = model;
  }

  /** A buffer that `draw` can fill: bytes RGBA. */
  createBuffer(): Uint8Array {
    return new Uint8Array(this.width * this.height * 4);
  }

  /** Draws the face in this motion into `out` (bytes RGBA of this renderer's width and height). */
  draw(motion: FaceMotion, out: Uint8Array): void {
    const geometry = this.geometry(motion);
    const pixels = new Int32Array(out.buffer, out.byteOffset, this.width * this.height);
    const warp = (triangles: Uint32Array, source: Float32Array, target: Float32Array): void =>
      warpTriangles(this.#model.texture, triangles, source, target, pixels, this.width, this.height);
    warp(this.mesh.ground, this.#model.source, geometry.skin);
    for (const [i, eye] of this.#model.eyes.entries()) {
      warp(
        eye.triangles,
        this.#model.eyeSources[i] ?? new Float32Array(),
        geometry.eyes[i] ?? new Float32Array(),
      );
    }
    warp(this.mesh.skin, this.#model.source, geometry.skin);
    const { upperSeam: upper, lowerSeam: lower, upperJaw, lowerJaw } = geometry;
    const opening = {
      upper,
      lower,
      upperJaw,
      lowerJaw,
      size: this.frame.size,
      tongueUp: motion.tongueUp,
      mouthRound: motion.mouthRound,
    };
    drawMouthInterior(out, this.width, this.height, opening, this.#model.colors);
    const shut = lidsOf(motion);
    for (const [i, { upper: lid }] of this.mesh.lids.entries()) {
      const strength = 0.55 * Math.max(0, shut[i] ?? 0) ** 1.5;
      drawLashLine(
        out,
        this.width,
        this.height,
        this.#points(geometry.skin, lid),
        0.035 * this.frame.size,
        strength,
      );
    }
  }

  /** Where everything is in this motion, before any pixel. */
  geometry(motion: FaceMotion): FrameGeometry {
    const places = this.#model.rest.slice();
    const weights = shapeWeights(motion);
    for (const name of shapeNames) {
      const weight = weights[name];
      const offsets = this.#model.shapes.get(name);
      if (!offsets || weight === 0) continue;
      for (let i = 0; i < offsets.length; i++) places[i] = (places[i] ?? 0) + weight * (offsets[i] ?? 0);
    }
    const aperture = this.#meetLips(places, motion.lipPress);
    const eyes = this.#model.eyes.map((eye) => this.#eyeballAt(eye, places, motion));
    applyPose(places, this.#model.head, motion);
    const skin = toPixels(this.frame, places);
    const [upperJaw, lowerJaw] = this.#points(skin, [this.#model.upperJaw, this.#model.lowerJaw]);
    return {
      skin,
      eyes,
      upperSeam: this.#points(skin, this.mesh.upperSeam),
      lowerSeam: this.#points(skin, this.mesh.lowerSeam),
      upperJaw: upperJaw ?? [0, 0],
      lowerJaw: lowerJaw ?? [0, 0],
      aperture,
    };
  }

  /** Lips never pass through one another, and pressed lips touch. Answers the opening left in the middle. */
  #meetLips(places: Float32Array, press: number): number {
    let widest = 0;
    for (const [i, above] of this.mesh.upperSeam.entries()) {
      const below = this.mesh.lowerSeam[i] ?? above;
      const top = places[2 * above + 1] ?? 0;
      const bottom = places[2 * below + 1] ?? 0;
      const gap = Math.max(0, bottom - top) * (1 - press);
      const middle = (top + bottom) / 2;
      places[2 * above + 1] = middle - gap / 2;
      places[2 * below + 1] = middle + gap / 2;
      widest = Math.max(widest, gap);
    }
    return widest;
  }

  /** The eyeball follows the head, its rim the lids where they open wider than in the portrait. */
  #eyeballAt(eye: EyeLayer, places: Float32Array, motion: FaceMotion): Float32Array {
    const ball = gazeVertices(eye, motion);
    if (motion.eyesClosed < 0) {
      for (const [i, vertex] of eye.rim.entries()) {
        ball[2 * i] = places[2 * vertex] ?? 0;
        ball[2 * i + 1] = places[2 * vertex + 1] ?? 0;
      }
    }
    applyPose(ball, this.#eyeHeads(eye), motion);
    return toPixels(this.frame, ball);
  }

  #eyeHeads(eye: EyeLayer): HeadModel {
    const known = this.#eyeHeadModels.get(eye);
    if (known) return known;
    const free = new Float32Array(eye.faces.length).fill(1);
    const model = headModel(eye.faces, this.contours, free);
    for (const [i, vertex] of eye.rim.entries()) {
      model.share[i] = this.#model.head.share[vertex] ?? 0;
      model.depth[i] = this.#model.head.depth[vertex] ?? 0;
      model.chest[i] = this.#model.head.chest[vertex] ?? 0;
    }
    this.#eyeHeadModels.set(eye, model);
    return model;
  }
  readonly #eyeHeadModels = new Map<EyeLayer, HeadModel>();

  #points(places: Float32Array, vertices: readonly number[]): Point[] {
    return vertices.map((vertex): Point => [places[2 * vertex] ?? 0, places[2 * vertex + 1] ?? 0]);
  }
}
