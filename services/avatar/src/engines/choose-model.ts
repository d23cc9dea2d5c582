import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FamilyModels, type ModelStore } from '@parley/inference';
import type { FaceFinderFiles } from './liveportrait/live-portrait-protocol.js';

const modelFamilies = ['liveportrait', 'mediapipe-face', 'insightface'] as const;
type ModelFamily = (typeof modelFamilies)[number];

/** The models of faces in a store. */
export const faceModels = (store: ModelStore) =>
  new FamilyModels<ModelFamily>(
    store,
    {
      liveportrait: { preferred: ['liveportrait', 'liveportrait-ditto'], advised: 'liveportrait' },
      'mediapipe-face': { preferred: ['mediapipe-face'], advised: 'mediapipe-face' },
      insightface: { preferred: ['insightface'], advised: 'insightface' },
    },
    { engine: 'AVATAR_ENGINE', model: 'AVATAR_MODEL' },
  );
export type FaceModels = ReturnType<typeof faceModels>;

/** Where repositories keep files of faces. */
const subfolders = ['', 'ditto_onnx', 'liveportrait_onnx', 'onnx'];

/**
 * The best face finder that is here: MediaPipe's networks; InsightFace's, which are for research only, where their licence
 * was accepted; otherwise the embedded one.
 */
export async function installedFinder(models: FaceModels): Promise<FaceFinderFiles> {
  const folderOf = async (family: ModelFamily): Promise<string | undefined> => {
    const [name] = await models.installed(family);
    return name === undefined ? undefined : (await models.named(name, family)).installed.directory;
  };
  const mediaPipe = await folderOf('mediapipe-face');
  const blazeFace = mediaPipe && find(mediaPipe, ['blaze_face.onnx']);
  const faceMesh = mediaPipe && find(mediaPipe, ['face_mesh.onnx']);
  if (blazeFace && faceMesh) return { type: 'mediapipe', files: { blazeFace, faceMesh } };
  const insightFace = await folderOf('insightface');
  const detector = insightFace && find(insightFace, ['retinaface_det_static.onnx', 'det_10g.onnx']);
  const landmarks = insightFace && find(insightFace, ['face_2dpose_106_static.onnx', '2d106det.onnx']);
  if (detector && landmarks) return { type: 'insightface', files: { detector, landmarks106: landmarks } };
  return { type: 'embedded' };
}

function find(directory: string, names: readonly string[]): string | undefined {
  const places = subfolders.flatMap((folder) => names.map((name) => join(directory, folder, name)));
  return places.find((path) => existsSync(path));
}
