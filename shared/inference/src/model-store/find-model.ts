import { existsSync, statSync } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { ParleyError } from '@parley/contracts';
import type { Dtype } from '../sessions/device.js';
import { catalogue, declarationOf } from './catalogue/catalogue.js';
import { describedModel } from './described-model.js';
import { recogniseModel } from './family-layouts.js';
import type { HubCache } from './hub-cache.js';
import { type FolderContents, inspectFolder, listFiles } from './inspect-folder.js';
import type { ModelDeclaration } from './model-declaration.js';

/** Where a model's files lie. */
export type ModelPlace =
  /** A folder under `PARLEY_MODELS_DIR`. */
  | { type: 'own'; directory: string }
  /** The Hugging Face cache. */
  | { type: 'hub'; directory: string; commit: string }
  /** A folder that was named by its path. */
  | { type: 'path'; directory: string };

/** What is known of a model on this machine. */
export interface ModelFinding {
  model: ModelDeclaration;
  /** Absent where nothing of it is here. */
  place?: ModelPlace;
  /** Where it is looked for first, and in the end. */
  lookedIn: readonly string[];
  contents: FolderContents;
  /** The formats of which every file is here. */
  installed: readonly Dtype[];
}

/** Where models may lie. */
export interface ModelFolders {
  modelsDirectory: string;
  cache: HubCache;
}

/**
 * Looks for a model without asking anyone else: first in the folders that people fill themselves, then in the Hugging
 * Face cache.
 * @param name a name or alias of the catalogue, a folder's path, a folder under `PARLEY_MODELS_DIR`, or
 *   `owner/repository`
 * @throws ParleyError `unknown_model` where the name is none of these
 */
export async function findModel(name: string, folders: ModelFolders): Promise<ModelFinding> {
  const declared = declarationOf(name);
  const ownFolders = ownFoldersOf(name, declared, folders.modelsDirectory);
  const lookedIn = ownFolders.slice(0, 1);
  const own = ownFolders.find(isFolder);
  const inOwn =
    own === undefined
      ? undefined
      : await lookInto({ type: 'own', directory: own }, lookedIn, declared ?? name);
  if (inOwn && inOwn.installed.length > 0) return inOwn;
  if (!declared && !inOwn && isPath(name)) return lookAtPath(name);
  const elsewhere = await lookElsewhere(declared ?? inOwn?.model ?? undeclaredModel(name), folders, lookedIn);
  // A folder that holds a part of the model is where the rest belongs, unless the whole is elsewhere.
  return inOwn && holdsAPart(inOwn) && elsewhere.installed.length === 0 ? inOwn : elsewhere;
}

function lookElsewhere(
  model: ModelDeclaration,
  { cache }: ModelFolders,
  lookedIn: readonly string[],
): Promise<ModelFinding> {
  return model.source ? lookInCache(model, cache, lookedIn) : missing(model, lookedIn);
}

const holdsAPart = ({ contents }: ModelFinding) =>
  contents.present.length > 0 || contents.formats.some(({ present }) => present.length > 0);

/** The folder of its name, and those of its aliases. */
function ownFoldersOf(
  name: string,
  declared: ModelDeclaration | undefined,
  modelsDirectory: string,
): string[] {
  const names = declared
    ? [declared.name, ...declared.aliases.filter((alias) => !alias.includes('/'))]
    : [name];
  return names.filter((each) => !isPath(each)).map((each) => join(modelsDirectory, each));
}

async function lookAtPath(name: string): Promise<ModelFinding> {
  const directory = resolve(name);
  const finding = await lookInto({ type: 'path', directory }, [directory], basename(directory));
  if (finding) return finding;
  throw new ParleyError(
    'unknown_model',
    isFolder(directory)
      ? `${directory} has no model that Parley knows: no encoder_model.onnx, encoder-model.onnx, gpt_model.onnx or model.onnx.`
      : `There is no folder ${directory}.`,
  );
}

async function lookInCache(
  model: ModelDeclaration,
  cache: HubCache,
  own: readonly string[],
): Promise<ModelFinding> {
  const { repository, revision } = model.source ?? { repository: model.name, revision: 'main' };
  const lookedIn = [...own, cache.repositoryFolder(repository)];
  const commit = await cache.commitOf(repository, revision);
  if (commit === undefined) return missing(model, lookedIn);
  const directory = cache.snapshot(repository, commit);
  const what = Object.keys(model.formats).length > 0 ? model : model.name;
  const finding = await lookInto({ type: 'hub', directory, commit }, lookedIn, what);
  if (!finding) return missing(model, lookedIn);
  return { ...finding, model: { ...finding.model, ...(model.source && { source: model.source }) } };
}

/** @returns undefined where the folder has no model that anyone knows */
async function lookInto(
  place: ModelPlace,
  lookedIn: readonly string[],
  what: ModelDeclaration | string,
): Promise<ModelFinding | undefined> {
  const model = await modelIn(place.directory, what);
  if (!model) return undefined;
  const contents = await inspectFolder(place.directory, model);
  const isWhole = contents.missing.length === 0;
  const installed = contents.formats.filter((format) => isWhole && format.missing.length === 0);
  return { model, place, lookedIn, contents, installed: installed.map(({ dtype }) => dtype) };
}

/** What a folder holds: what it says of itself, what was declared, or what its files are named like. */
async function modelIn(
  directory: string,
  what: ModelDeclaration | string,
): Promise<ModelDeclaration | undefined> {
  if (typeof what !== 'string' && what.family !== 'ctc') return what;
  const name = typeof what === 'string' ? what : what.name;
  const described = describedModel(directory, name);
  if (typeof what !== 'string') return described ? { ...what, ...pickFiles(described) } : what;
  return described ?? recogniseModel(name, new Set((await listFiles(directory)).keys()));
}

const pickFiles = ({ files, formats, optionalFiles }: ModelDeclaration) => ({
  files,
  formats,
  optionalFiles,
});

async function missing(model: ModelDeclaration, lookedIn: readonly string[]): Promise<ModelFinding> {
  const nowhere = await inspectFolder(join(lookedIn[0] ?? '', '.nowhere'), model);
  return { model, lookedIn, contents: nowhere, installed: [] };
}

/** A repository outside the catalogue: what it is, its files will tell. */
function undeclaredModel(name: string): ModelDeclaration {
  if (!/^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(name)) {
    throw new ParleyError(
      'unknown_model',
      `There is no model "${name}". Take one of ${catalogue.map((model) => model.name).join(', ')}, a folder's path, ` +
        'or owner/repository of the Hugging Face hub.',
      { param: 'model' },
    );
  }
  return {
    name,
    aliases: [],
    family: 'unknown',
    service: 'stt',
    description: 'A model from outside the catalogue',
    languages: [],
    license: { name: 'see its repository' },
    source: { repository: name, revision: 'main' },
    files: [],
    optionalFiles: [],
    formats: {},
  };
}

/** `/…`, `./…`, `../…` and `~/…` are paths whether they exist or not; `a/b` is one where it is a folder here. */
function isPath(name: string): boolean {
  if (isAbsolute(name) || /^\.{1,2}([/\\]|$)/.test(name)) return true;
  return /[/\\]/.test(name) && isFolder(resolve(name));
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
