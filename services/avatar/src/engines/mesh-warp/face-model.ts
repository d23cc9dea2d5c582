import { faceFrame, toPicture } from '../face-finding/face-frame.js';
import type { FaceFrame } from '../face-finding/face-frame.js';
import type { Landmarks } from '../face-finding/landmarks.js';
import { eyeLayer } from './eye-layer.js';
import type { EyeLayer } from './eye-layer.js';
import { faceColors } from './face-colors.js';
import { faceContours } from './face-contours.js';
import type { FaceContours } from './face-contours.js';
import { buildFaceMesh } from './face-mesh.js';
import type { FaceMesh } from './face-mesh.js';
import { faceShapes, freedom } from './face-shapes.js';
import type { FaceShapes } from './face-shapes.js';
import { headModel } from './head-pose.js';
import type { HeadModel } from './head-pose.js';
import type { MouthColors } from './mouth-interior.js';
import { at } from './spline.js';
import { textureOf } from './triangle-warp.js';
import type { Texture } from './triangle-warp.js';

/** A picture with a face in it: bytes RGBA and the face's landmarks in its pixels. */
export interface FacePicture {
  rgba: Uint8Array;
  width: number;
  height: number;
  landmarks: Landmarks;
}

/** All that a face is moved by. Structured clone carries it from one process to another. */
export interface FaceModel {
  mesh: FaceMesh;
  contours: FaceContours;
  frame: FaceFrame;
  texture: Texture;
  shapes: FaceShapes;
  head: HeadModel;
  /** Vertices at rest in face units, and in pixels: interleaved x, y. */
  rest: Float32Array;
  source: Float32Array;
  eyes: readonly EyeLayer[];
  eyeSources: readonly Float32Array[];
  /** Two vertices without triangles, last in the arrays: the upper jaw's edge and the lower jaw's. */
  upperJaw: number;
  lowerJaw: number;
  colors: MouthColors;
}

/** Takes some 30 to 100 ms, whatever the picture's size. */
export function faceModel(picture: FacePicture): FaceModel {
  const { rgba, width, height } = picture;
  const frame = faceFrame(picture.landmarks);
  const contours = faceContours(picture.landmarks, frame);
  const mesh = buildFaceMesh(frame, contours, width, height);
  const middle = at(contours.lowerSeam, (contours.lowerSeam.length - 1) / 2);
  const jaws = (['upper', 'lower'] as const).map((side) => ({
    face: middle,
    side,
    picture: toPicture(frame, middle),
  }));
  const vertices = [...mesh.vertices, ...jaws];
  const free = freedom(vertices, frame, width, height);
  const faces = vertices.map((vertex) => vertex.face);
  const eyes = contours.eyes.map((eye, i) => eyeLayer(eye, mesh.lids[i] ?? { upper: [], lower: [] }));
  return {
    mesh,
    contours,
    frame,
    texture: textureOf(rgba, width, height),
    shapes: faceShapes(vertices, contours, free),
    head: headModel(faces, contours, free),
    rest: Float32Array.from(faces.flat()),
    source: Float32Array.from(vertices.flatMap((vertex) => vertex.picture)),
    eyes,
    eyeSources: eyes.map((eye) => toPixels(frame, Float32Array.from(eye.faces.flat()))),
    upperJaw: mesh.vertices.length,
    lowerJaw: mesh.vertices.length + 1,
    colors: faceColors(picture, frame),
  };
}

/** Places in face units as pixels, both interleaved x, y. */
export function toPixels({ origin, axisX, axisY, size }: FaceFrame, faces: Float32Array): Float32Array {
  const pixels = new Float32Array(faces.length);
  for (let i = 0; i < faces.length; i += 2) {
    const [x, y] = [faces[i] ?? 0, faces[i + 1] ?? 0];
    pixels[i] = origin[0] + (x * axisX - y * axisY) * size;
    pixels[i + 1] = origin[1] + (y * axisX + x * axisY) * size;
  }
  return pixels;
}
