import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ParleyError } from '@parley/contracts';
import type * as TensorFlow from '@tensorflow/tfjs';
import type * as TensorFlowWasm from '@tensorflow/tfjs-backend-wasm';
import type * as FaceApi from '@vladmandic/face-api';
import type { DecodedImage } from '../picture/decode-image.js';
import { cropSquare, fromCrop, squareOfBox } from './aligned-crop.js';
import type { FaceSquare } from './aligned-crop.js';
import { refineEyes } from './eye-refinement.js';
import { faceFrame, toFace, toPicture } from './face-frame.js';
import { landmarkCount } from './landmarks.js';
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
/** An animal's face can draw the network away from it; what it saw first is kept where its size changes by more than this. */
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

export interface FoundFace {
  landmarks: Landmarks;
  /** Faces in the picture; the landmarks are the largest one's. */
  faces: number;
}

let loading: Promise<typeof FaceApi> | undefined;

/**
 * The landmarks of the largest face. Loads the detector (some 6 MB, half a second) with the first call: Parley's own
 * portrait needs none.
 * @throws ParleyError `no_face_found`.
 */
export async function findFace(image: DecodedImage): Promise<FoundFace> {
  loading ??= loadFaceApi().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  const faceApi = await loading;
  const boxes = await detect(faceApi, image);
  const largest = boxes.toSorted((a, b) => b.width * b.height - a.width * a.height)[0];
  if (!largest) {
    throw new ParleyError(
      'no_face_found',
      'No face was found in the picture. Please send one where a face looks towards the camera and is well lit.',
      { param: 'source_image' },
    );
  }
  const { x, y, width, height } = largest;
  const side = Math.max(width, height) * firstCrop;
  const first = await predict(faceApi, image, [squareOfBox({ x: x + width / 2, y: y + height / 2, side })]);
  let landmarks = first;
  for (let pass = 0; pass < refiningPasses; pass++) {
    const frame = faceFrame(landmarks);
    landmarks = await predict(
      faceApi,
      image,
      refiningCrops.map((crop) => ({ frame, ...crop })),
    );
  }
  const resize = faceFrame(landmarks).size / faceFrame(first).size;
  const lost = Math.max(resize, 1 / resize) > mostResize;
  return { landmarks: refineEyes(lowered(lost ? first : landmarks), image), faces: boxes.length };
}

function lowered(landmarks: Landmarks): Point[] {
  const frame = faceFrame(landmarks);
  return landmarks.map((point, i) => {
    const down = tooHigh.find(({ first, last }) => i >= first && i <= last)?.by ?? 0;
    const [x, y] = toFace(frame, point);
    return toPicture(frame, [x, y + down]);
  });
}

async function detect(faceApi: typeof FaceApi, image: DecodedImage): Promise<FaceApi.Box[]> {
  const tensor = faceApi.tf.tensor3d(rgbOf(image), [image.height, image.width, 3], 'int32');
  try {
    const options = new faceApi.SsdMobilenetv1Options({
      minConfidence: leastConfidence,
      maxResults: mostFaces,
    });
    const found = await faceApi.detectAllFaces(tensor, options);
    return found.map((detection) => detection.box);
  } finally {
    tensor.dispose();
  }
}

/** The mean of what the landmark network sees in each of the squares, in pixels of the picture. */
async function predict(
  faceApi: typeof FaceApi,
  image: DecodedImage,
  squares: readonly FaceSquare[],
): Promise<Point[]> {
  const sums = Array.from({ length: landmarkCount }, (): [number, number] => [0, 0]);
  for (const square of squares) {
    const crop = cropSquare(image, square, cropPixels);
    const tensor = faceApi.tf.tensor3d(crop, [cropPixels, cropPixels, 3], 'int32');
    const found = await faceApi.nets.faceLandmark68Net
      .detectLandmarks(tensor)
      .finally(() => tensor.dispose());
    const face = Array.isArray(found) ? found[0] : found;
    for (const [i, { x, y }] of (face?.positions ?? []).entries()) {
      const point = fromCrop(square, [x / cropPixels, y / cropPixels]);
      const sum = sums[i];
      if (!sum) continue;
      sum[0] += point[0] / squares.length;
      sum[1] += point[1] / squares.length;
    }
  }
  return sums;
}

function rgbOf({ rgba, width, height }: DecodedImage): Uint8Array {
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = rgba[from] ?? 0;
    rgb[to + 1] = rgba[from + 1] ?? 0;
    rgb[to + 2] = rgba[from + 2] ?? 0;
  }
  return rgb;
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
