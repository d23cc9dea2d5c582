import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  stubBlazeFace,
  stubFaceMesh,
  stubLandmarks106,
  stubLandmarks203,
  stubScrfd,
} from './stub-networks.js';

/** Paths of files with the public exports' contracts, which find the faces of `drawColoredFaces`. */
export interface StubFiles {
  blazeFace: string;
  faceMesh: string;
  landmarks203: string;
  detector: string;
  landmarks106: string;
}

export function writeFaceStubs(folder: string): StubFiles {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, bytes: Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  return {
    blazeFace: write('blaze_face.onnx', stubBlazeFace()),
    faceMesh: write('face_mesh.onnx', stubFaceMesh()),
    landmarks203: write('landmark.onnx', stubLandmarks203()),
    detector: write('det_10g.onnx', stubScrfd()),
    landmarks106: write('2d106det.onnx', stubLandmarks106()),
  };
}
