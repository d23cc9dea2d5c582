import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as TensorFlow from '@tensorflow/tfjs';
import type * as TensorFlowWasm from '@tensorflow/tfjs-backend-wasm';
import type * as FaceApi from '@vladmandic/face-api';
import type { FaceBox } from '../avatar-engine.js';
import type { RgbPicture } from '../picture/picture.js';
import { cropSquare, fromCrop, squareAround } from './aligned-crop.js';
import type { FaceSquare } from './aligned-crop.js';
import { refineEyes } from './eye-refinement.js';
import { areaOf } from './face-finder.js';
import type { FaceFinder, FaceSighting, FoundFace } from './face-finder.js';
import { faceFrame, toFace, toPicture } from './face-frame.js';
import { landmarkCount, meanPoint } from './landmarks.js';
import type { Landmarks, Point } from './landmarks.js';

/** Least confidence for a face; paintings and animals come out between 0.5 and 0.7, patterns below 0.35. */
const leastConfidence = 0.4;
const mostFaces = 10;

/** Side of the landmark network's input. */
const cropPixels = 112;
/** The first crop is the detector's box made square and larger by this. */
const firstCrop = 1.15;
/**
 * The network is off by up to a twentieth of the face, differently for each crop. So once the face is roughly known it
 * looks again at upright crops of several sizes and places, and the mean is taken.
 */
const refiningPasses = 2;
const refiningCrops: readonly Omit<FaceSquare, 'frame'>[] = [
  { center: [0, -0.3], side: 2.8 },
  { center: [-0.06, -0.45], side: 2.6 },
  { center: [0.06, -0.38], side: 3 },
  { center: [0, -0.5], side: 3.2 },
  { center: [0.03, -0.42], side: 2.7 },
];
/**
 * Rolls at which a face is looked for, upright first, in degrees: the detector sees a face whatever its roll, the network
 * of landmarks only within some 50 degrees.
 */
const rolls = [0, 45, -45, 90, -90, 135, -135, 180] as const;
/**
 * How far landmarks from different crops lie apart, in face units (root mean square). People whose roll was right gave
 * 0.009 to 0.02, wrong rolls 0.05 to 0.35, animals 0.06 to 0.09 at any roll.
 */
const mostDisagreement = 0.03;
/** An animal's face can draw the network away from it; where views of it
 * disagree, what was seen first is kept if its size changed by more than this. */
const mostResize = 1.2;
/**
 * What is left of its error, in face units: it sees brows, eyes and lips too high. Eyes and brows were measured on our own
 * portrait, whose landmarks are known (24 crops); lips on close-ups of three painted and photographed faces.
 */
const tooHigh: readonly { first: number; last: number; by: number }[] = [
  { first: 17, last: 26, by: 0.05 },
  { first: 36, last: 47, by: 0.055 },
  { first: 48, last: 67, by: 0.035 },
];

/**
 * face-api's SSD MobileNet and its 68 landmarks: weights come with the package, and no native library is needed.
 * Nothing is loaded before the first picture (some 6 MB, half a second): Parley's own portrait needs none.
 */
export class EmbeddedFinder implements FaceFinder {
  async find(picture: RgbPicture, signal?: AbortSignal): Promise<FaceSighting | undefined> {
    const faceApi = await loadedFaceApi();
    signal?.throwIfAborted();
    const boxes = await detect(faceApi, picture);
    const largest = boxes.toSorted((a, b) => areaOf(b) - areaOf(a))[0];
    if (!largest) return undefined;
    return { face: await this.lookAt(picture, largest, signal), faces: boxes.length };
  }

  async lookAt(picture: RgbPicture, box: FaceBox, signal?: AbortSignal): Promise<FoundFace> {
    const faceApi = await loadedFaceApi();
    let best: Sight | undefined;
    for (const roll of rolls) {
      signal?.throwIfAborted();
      const sight = await lookAtRoll(faceApi, picture, box, roll);
      if (!best || sight.disagreement < mostDisagreement) best = sight;
      if (best.disagreement < mostDisagreement) break;
    }
    return { box, landmarks: refineEyes(lowered(best?.landmarks ?? []), picture), scheme: 68 };
  }

  /** The networks stay: they are the process's, not this finder's. */
  async release(): Promise<void> {}
}

interface Sight {
  landmarks: Point[];
  /** See `mostDisagreement`. */
  disagreement: number;
}

async function lookAtRoll(
  faceApi: typeof FaceApi,
  picture: RgbPicture,
  { left, top, width, height }: FaceBox,
  roll: number,
): Promise<Sight> {
  const square = squareAround(
    [left + width / 2, top + height / 2],
    Math.max(width, height) * firstCrop,
    roll,
  );
  const first = await predict(faceApi, picture, square);
  let sight: Sight = { landmarks: first, disagreement: 0 };
  for (let pass = 0; pass < refiningPasses; pass++) {
    const frame = faceFrame(sight.landmarks);
    const seen: Point[][] = [];
    for (const crop of refiningCrops) seen.push(await predict(faceApi, picture, { frame, ...crop }));
    sight = meanSight(seen, frame.size);
  }
  const resize = faceFrame(sight.landmarks).size / faceFrame(first).size;
  const lost = Math.max(resize, 1 / resize) > mostResize;
  return lost && sight.disagreement >= mostDisagreement ? { ...sight, landmarks: first } : sight;
}

function meanSight(seen: readonly Point[][], faceSize: number): Sight {
  let squares = 0;
  const landmarks = Array.from({ length: landmarkCount }, (_, i) => {
    const points = seen.flatMap((each) => each.slice(i, i + 1));
    const mean = meanPoint(points);
    for (const [x, y] of points) squares += (x - mean[0]) ** 2 + (y - mean[1]) ** 2;
    return mean;
  });
  return { landmarks, disagreement: Math.sqrt(squares / (seen.length * landmarkCount)) / faceSize };
}

function lowered(landmarks: Landmarks): Point[] {
  const frame = faceFrame(landmarks);
  return landmarks.map((point, i) => {
    const down = tooHigh.find(({ first, last }) => i >= first && i <= last)?.by ?? 0;
    const [x, y] = toFace(frame, point);
    return toPicture(frame, [x, y + down]);
  });
}

async function detect(faceApi: typeof FaceApi, { rgb, width, height }: RgbPicture): Promise<FaceBox[]> {
  const tensor = faceApi.tf.tensor3d(rgb, [height, width, 3], 'int32');
  try {
    const options = new faceApi.SsdMobilenetv1Options({
      minConfidence: leastConfidence,
      maxResults: mostFaces,
    });
    const found = await faceApi.detectAllFaces(tensor, options);
    return found.map(({ box }) => ({ left: box.x, top: box.y, width: box.width, height: box.height }));
  } finally {
    tensor.dispose();
  }
}

/** What the landmark network sees in a square, in pixels of the picture. */
async function predict(faceApi: typeof FaceApi, picture: RgbPicture, square: FaceSquare): Promise<Point[]> {
  const crop = cropSquare(picture, square, cropPixels);
  const tensor = faceApi.tf.tensor3d(crop, [cropPixels, cropPixels, 3], 'int32');
  const found = await faceApi.nets.faceLandmark68Net.detectLandmarks(tensor).finally(() => tensor.dispose());
  const face = Array.isArray(found) ? found[0] : found;
  return (face?.positions ?? []).map(({ x, y }) => fromCrop(square, [x / cropPixels, y / cropPixels]));
}

let loading: Promise<typeof FaceApi> | undefined;

function loadedFaceApi(): Promise<typeof FaceApi> {
  loading ??= loadFaceApi().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** face-api's build for Node on TensorFlow.js's WebAssembly backend: no browser, no canvas, no native addon. */
async function loadFaceApi(): Promise<typeof FaceApi> {
  const require = createRequire(import.meta.url);
  const wasm: typeof TensorFlowWasm = require('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')), '/'));
  const faceApi: typeof FaceApi = require('@vladmandic/face-api/dist/face-api.node-wasm.js');
  // The same instance as faceApi.tf, whose types lack the backend's functions.
  const tensorflow: typeof TensorFlow = require('@tensorflow/tfjs');
  await tensorflow.setBackend('wasm');
  await tensorflow.ready();
  const models = join(dirname(require.resolve('@vladmandic/face-api/package.json')), 'model');
  await faceApi.nets.ssdMobilenetv1.loadFromDisk(models);
  await faceApi.nets.faceLandmark68Net.loadFromDisk(models);
  return faceApi;
}
