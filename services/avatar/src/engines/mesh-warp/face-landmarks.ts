import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ParleyError } from '@parley/contracts';
import type * as TensorFlow from '@tensorflow/tfjs';
import type * as TensorFlowWasm from '@tensorflow/tfjs-backend-wasm';
import type * as FaceApi from '@vladmandic/face-api';
import type { DecodedImage } from './decode-image.js';
import type { Landmarks, Point } from './landmarks.js';

/** Least confidence for a face; paintings and animals come out between 0.5 and 0.7, patterns below 0.35. */
const leastConfidence = 0.4;
const mostFaces = 10;

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
  const { tf } = faceApi;
  const tensor = tf.tidy(() => tf.tensor3d(rgbOf(image), [image.height, image.width, 3], 'int32'));
  try {
    const options = new faceApi.SsdMobilenetv1Options({
      minConfidence: leastConfidence,
      maxResults: mostFaces,
    });
    const found = await faceApi.detectAllFaces(tensor, options).withFaceLandmarks();
    const [largest] = found.toSorted((a, b) => b.detection.box.area - a.detection.box.area);
    if (!largest) {
      throw new ParleyError(
        'no_face_found',
        'No face was found in the picture. Please send one where a face looks towards the camera and is well lit.',
        { param: 'source_image' },
      );
    }
    const landmarks = largest.landmarks.positions.map(({ x, y }): Point => [x, y]);
    return { landmarks, faces: found.length };
  } finally {
    tensor.dispose();
  }
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
