import { stat } from 'node:fs/promises';
import { ParleyError } from '@parley/contracts';
import { type Device, type Dtype, dtypeOrder } from '../sessions/device.js';
import { externalDataNames } from './external-data.js';
import { recogniseModel } from './family-layouts.js';
import type { HubCache } from './hub-cache.js';
import type { HubClient, RemoteFile } from './hub-client.js';
import { missingRemoteFile } from './hub-refusal.js';
import type { ModelDeclaration, ModelFile } from './model-declaration.js';

/** What is to be fetched. */
export interface PullPlan {
  commit: string;
  dtypes: readonly Dtype[];
  files: readonly (RemoteFile & { isHere: boolean })[];
}

/** Decides what to fetch of a repository: the formats asked for, and what belongs to them. */
export function chooseFiles(
  declared: ModelDeclaration,
  paths: readonly string[],
  wanted: { dtypes?: readonly Dtype[]; device: Device },
): { dtypes: Dtype[]; files: ModelFile[] } {
  const remote = new Set(paths);
  const { repository } = declared.source ?? { repository: declared.name };
  const model = Object.keys(declared.formats).length > 0 ? declared : recogniseModel(declared.name, remote);
  if (!model) {
    throw new ParleyError(
      'unknown_model',
      `${repository} has no model that Parley knows: no encoder_model.onnx, encoder-model.onnx, gpt_model.onnx or model.onnx.`,
    );
  }
  const dtypes = chooseDtypes(model, remote, wanted);
  const graphs = dtypes.flatMap((dtype) => Object.values(model.formats[dtype]?.graphs ?? {}));
  const needed = [...model.files.map((file) => underItsName(file, remote)), ...graphs];
  const lacking = needed.find(({ path }) => !remote.has(path));
  if (lacking) throw missingRemoteFile(repository, lacking.path);
  const optional = model.optionalFiles.filter((path) => remote.has(path));
  const external = graphs.flatMap(({ path }) => externalDataNames(path, remote));
  const more = [...optional, ...external].filter((path) => needed.every((file) => file.path !== path));
  return {
    dtypes,
    files: [...needed, ...new Set(more)].map((file) => (typeof file === 'string' ? { path: file } : file)),
  };
}

function underItsName(file: ModelFile, remote: ReadonlySet<string>): ModelFile {
  const path = [file.path, ...(file.alternatives ?? [])].find((name) => remote.has(name));
  return path === undefined ? file : { ...file, path };
}

function chooseDtypes(
  model: ModelDeclaration,
  remote: ReadonlySet<string>,
  { dtypes, device }: { dtypes?: readonly Dtype[]; device: Device },
): Dtype[] {
  const offered = Object.keys(model.formats) as Dtype[];
  const unknown = dtypes?.find((dtype) => !offered.includes(dtype));
  if (unknown !== undefined) {
    throw new ParleyError(
      'invalid_parameter',
      `${model.name} has no ${unknown} files. It has ${offered.join(', ')}.`,
      {
        param: 'dtype',
      },
    );
  }
  if (dtypes && dtypes.length > 0) return [...new Set(dtypes)];
  const isThere = (dtype: Dtype) =>
    Object.values(model.formats[dtype]?.graphs ?? {}).every(({ path }) => remote.has(path));
  const ofDevice = dtypeOrder[device].filter((dtype) => offered.includes(dtype));
  const best = ofDevice.find(isThere) ?? ofDevice[0] ?? offered[0];
  return best === undefined ? [] : [best];
}

/** Asks what the chosen files are, and looks which of them are here already. */
export async function planPull(
  client: HubClient,
  cache: HubCache,
  repository: string,
  commit: string,
  files: readonly ModelFile[],
  signal: AbortSignal,
): Promise<PullPlan['files']> {
  return Promise.all(
    files.map(async ({ path, sha256 }) => {
      const remote = await client.describe(repository, commit, path, signal);
      if (sha256 !== undefined && remote.etag !== sha256) {
        throw new ParleyError(
          'model_files_invalid',
          `${path} of ${repository} at ${commit} is not the file that the catalogue names: its hash is ${remote.etag}, ` +
            `not ${sha256}. Do not use it.`,
        );
      }
      const about = await stat(cache.blob(repository, remote.etag)).catch(() => undefined);
      return { ...remote, isHere: about?.size === remote.bytes };
    }),
  );
}
