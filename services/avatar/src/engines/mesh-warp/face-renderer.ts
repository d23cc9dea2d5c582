import type { FaceMotion } from '../motion/face-motion.js';
import { eyeLayer, gazeVertices } from './eye-layer.js';
import type { EyeLayer } from './eye-layer.js';
import { faceContours } from './face-contours.js';
import type { FaceContours } from './face-contours.js';
import { faceFrame, toPicture } from '../face-finding/face-frame.js';
import type { FaceFrame } from '../face-finding/face-frame.js';
import { buildFaceMesh } from './face-mesh.js';
import type { FaceMesh } from './face-mesh.js';
import { faceShapes, freedom, lidsOf, shapeWeights } from './face-shapes.js';
import type { FaceShapes } from './face-shapes.js';
import { applyPose, headModel } from './head-pose.js';
import type { HeadModel } from './head-pose.js';
import type { Landmarks, Point } from '../face-finding/landmarks.js';
import { drawLashLine } from './lash-line.js';
import { drawMouthInterior } from './mouth-interior.js';
import type { MouthColors } from './mouth-interior.js';
import { faceColors } from './face-colors.js';
import { shapeNames } from './shape-fields.js';
import { at } from './spline.js';
import { textureOf, warpTriangles } from './triangle-warp.js';
import type { Texture } from './triangle-warp.js';

/** A picture with a face in it: bytes RGBA and the face's landmarks in its pixels. */
export interface FacePicture {
  rgba: Uint8Array;
  width: number;
  height: number;
  landmarks: Landmarks;
}

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

/** Moves one portrait. Building it costs some ten milliseconds; a frame of 512 x 512 a few. */
export class FaceRenderer {
  readonly width: number;
  readonly height: number;
  readonly mesh: FaceMesh;
  readonly contours: FaceContours;
  readonly frame: FaceFrame;
  readonly #texture: Texture;
  readonly #shapes: FaceShapes;
  readonly #head: HeadModel;
  readonly #rest: Float32Array;
  readonly #source: Float32Array;
  readonly #eyes: readonly EyeLayer[];
  readonly #eyeSources: readonly Float32Array[];
  /** Two vertices without triangles, last in the arrays: the upper jaw's edge and the lower jaw's. */
  readonly #upperJaw: number;
  readonly #lowerJaw: number;
  readonly #colors: MouthColors;

  constructor(picture: FacePicture) {
    this.width = picture.width;
    this.height = picture.height;
    this.frame = faceFrame(picture.landmarks);
    this.contours = faceContours(picture.landmarks, this.frame);
    this.mesh = buildFaceMesh(this.frame, this.contours, picture.width, picture.height);
    const middle = at(this.contours.lowerSeam, (this.contours.lowerSeam.length - 1) / 2);
    this.#upperJaw = this.mesh.vertices.length;
    this.#lowerJaw = this.#upperJaw + 1;
    const jaws = (['upper', 'lower'] as const).map((side) => ({
      face: middle,
      side,
      picture: toPicture(this.frame, middle),
    }));
    const vertices = [...this.mesh.vertices, ...jaws];
    const free = freedom(vertices, this.frame, picture.width, picture.height);
    this.#shapes = faceShapes(vertices, this.contours, free);
    const faces = vertices.map((vertex) => vertex.face);
    this.#rest = Float32Array.from(faces.flat());
    this.#head = headModel(faces, this.contours, free);
    this.#source = Float32Array.from(vertices.flatMap((vertex) => vertex.picture));
    this.#eyes = this.contours.eyes.map((eye, i) =>
      eyeLayer(eye, this.mesh.lids[i] ?? { upper: [], lower: [] }),
    );
    this.#eyeSources = this.#eyes.map((eye) => this.#toPicture(Float32Array.from(eye.faces.flat())));
    this.#texture = textureOf(picture.rgba, picture.width, picture.height);
    this.#colors = faceColors(picture, this.frame);
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
      warpTriangles(this.#texture, triangles, source, target, pixels, this.width, this.height);
    warp(this.mesh.ground, this.#source, geometry.skin);
    for (const [i, eye] of this.#eyes.entries()) {
      warp(eye.triangles, this.#eyeSources[i] ?? new Float32Array(), geometry.eyes[i] ?? new Float32Array());
    }
    warp(this.mesh.skin, this.#source, geometry.skin);
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
    drawMouthInterior(out, this.width, this.height, opening, this.#colors);
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
    const places = this.#rest.slice();
    const weights = shapeWeights(motion);
    for (const name of shapeNames) {
      const weight = weights[name];
      const offsets = this.#shapes.get(name);
      if (!offsets || weight === 0) continue;
      for (let i = 0; i < offsets.length; i++) places[i] = (places[i] ?? 0) + weight * (offsets[i] ?? 0);
    }
    const aperture = this.#meetLips(places, motion.lipPress);
    const eyes = this.#eyes.map((eye) => this.#eyeballAt(eye, places, motion));
    applyPose(places, this.#head, motion);
    const skin = this.#toPicture(places);
    const [upperJaw, lowerJaw] = this.#points(skin, [this.#upperJaw, this.#lowerJaw]);
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
    return this.#toPicture(ball);
  }

  #eyeHeads(eye: EyeLayer): HeadModel {
    const known = this.#eyeHeadModels.get(eye);
    if (known) return known;
    const free = new Float32Array(eye.faces.length).fill(1);
    const model = headModel(eye.faces, this.contours, free);
    for (const [i, vertex] of eye.rim.entries()) {
      model.share[i] = this.#head.share[vertex] ?? 0;
      model.depth[i] = this.#head.depth[vertex] ?? 0;
      model.chest[i] = this.#head.chest[vertex] ?? 0;
    }
    this.#eyeHeadModels.set(eye, model);
    return model;
  }
  readonly #eyeHeadModels = new Map<EyeLayer, HeadModel>();

  #toPicture(faces: Float32Array): Float32Array {
    const { origin, axisX, axisY, size } = this.frame;
    const pixels = new Float32Array(faces.length);
    for (let i = 0; i < faces.length; i += 2) {
      const [x, y] = [faces[i] ?? 0, faces[i + 1] ?? 0];
      pixels[i] = origin[0] + (x * axisX - y * axisY) * size;
      pixels[i + 1] = origin[1] + (y * axisX + x * axisY) * size;
    }
    return pixels;
  }

  #points(places: Float32Array, vertices: readonly number[]): Point[] {
    return vertices.map((vertex): Point => [places[2 * vertex] ?? 0, places[2 * vertex + 1] ?? 0]);
  }
}
