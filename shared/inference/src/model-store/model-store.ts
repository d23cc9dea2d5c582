import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { ParleyError } from '@parley/contracts';
import type { Dtype } from '../sessions/device.js';
import { catalogue, declarationOf } from './catalogue/catalogue.js';
import { type CheckedFile, checkFiles } from './check-model.js';
import { type ModelFinding, findModel } from './find-model.js';
import { HubCache } from './hub-cache.js';
import { HubClient } from './hub-client.js';
import { isAccepted, requireAcceptance } from './licenses.js';
import type { ModelDeclaration } from './model-declaration.js';
import { type PullOptions, pullModel } from './pull-model.js';
import { removeModel } from './remove-model.js';
import { busy, isLocked } from './repository-lock.js';
import { type RetryPolicy, patientRetries } from './transient-failure.js';

export interface ModelStoreOptions {
  /** `PARLEY_MODELS_DIR`: one folder for each model that people bring. Only ever read. */
  modelsDirectory: string;
  /** `HF_HUB_CACHE`, by default `hub` in `HF_HOME`. */
  hubCache: string;
  /** `HF_ENDPOINT`. */
  endpoint: string;
  /** `HF_TOKEN`; that in `tokenFile` where absent. */
  token?: string;
  tokenFile?: string;
  /** `HF_HUB_OFFLINE`. */
  offline: boolean;
  /** `PARLEY_ACCEPT_LICENSES`. */
  acceptedLicenses: readonly string[];
  retries?: RetryPolicy;
}

/** A model whose files are all here in at least one format. */
export interface InstalledModel {
  model: ModelDeclaration;
  directory: string;
  /** The whole formats. */
  dtypes: readonly Dtype[];
}

/** The models of this machine: what is here, what is missing, and how it comes here. */
export class ModelStore {
  private readonly cache: HubCache;

  constructor(private readonly options: ModelStoreOptions) {
    this.cache = new HubCache(options.hubCache);
  }

  /** Looks for a model on this machine alone; see `findModel`. */
  find(name: string): Promise<ModelFinding> {
    return findModel(name, { modelsDirectory: this.options.modelsDirectory, cache: this.cache });
  }

  /**
   * Every model of the catalogue, then those that people brought themselves.
   * @param others names of further models
   */
  async findAll(others: readonly string[] = []): Promise<ModelFinding[]> {
    const own = await readdir(this.options.modelsDirectory).catch(() => []);
    const strangers = new Set([...own.toSorted(), ...others].filter((name) => !declarationOf(name)));
    const declared = await Promise.all(catalogue.map(({ name }) => this.find(name)));
    // A folder that is no model's has nothing to be shown.
    const found = await Promise.all([...strangers].map((name) => this.find(name).catch(() => undefined)));
    return [...declared, ...found.filter((finding) => finding !== undefined)];
  }

  isAccepted({ license }: ModelDeclaration): boolean {
    return isAccepted(license, this.options.acceptedLicenses);
  }

  /**
   * A model that can be loaded now.
   * @throws ParleyError `model_files_missing`, naming what is missing and what fetches it; `license_not_accepted`;
   *   `unknown_model`
   */
  async require(name: string): Promise<InstalledModel> {
    const finding = await this.find(name);
    requireAcceptance(finding.model, this.options.acceptedLicenses);
    const { model, place, installed } = finding;
    if (!place || installed.length === 0) throw filesMissing(finding);
    return { model, directory: place.directory, dtypes: installed };
  }

  /**
   * Fetches a model into the Hugging Face cache.
   * @throws ParleyError `license_not_accepted`, `download_failed`, `disk_full`, `model_files_missing` (offline),
   *   `invalid_parameter` (no such format), `unknown_model`; the signal's reason where it comes
   */
  async pull(name: string, options: PullOptions = {}): Promise<ModelFinding> {
    const { acceptedLicenses, offline, endpoint, retries = patientRetries } = this.options;
    const before = await this.find(name);
    const { model } = before;
    requireAcceptance(model, acceptedLicenses);
    if (!model.source) throw filesMissing(before);
    if (offline) {
      if (hasAll(before, options.dtypes)) return before;
      throw new ParleyError(
        'model_files_missing',
        `HF_HUB_OFFLINE is set, so ${model.name} is not fetched. Unset it, or bring the files into ${before.lookedIn[0]}.`,
      );
    }
    const token = this.token();
    const client = new HubClient({ endpoint, ...(token !== undefined && { token }) });
    await pullModel(model, model.source, { cache: this.cache, client, retries }, options);
    return this.find(name);
  }

  /**
   * Reads all files of a model that are here and says of each whether it is right.
   * @throws ParleyError `model_busy` while somebody fetches it
   */
  async check(name: string, signal?: AbortSignal): Promise<CheckedFile[]> {
    const finding = await this.find(name);
    const repository = finding.model.source?.repository;
    if (repository !== undefined && (await isLocked(this.cache.lock(repository)))) throw busy();
    return checkFiles(finding, this.cache, signal);
  }

  /** Removes a model from the Hugging Face cache; see `removeModel`. Resolves with the bytes that are free again. */
  async remove(name: string, signal: AbortSignal = new AbortController().signal): Promise<number> {
    return removeModel(await this.find(name), this.cache, signal);
  }

  private token(): string | undefined {
    const { token, tokenFile } = this.options;
    if (token !== undefined) return token === '' ? undefined : token;
    if (tokenFile === undefined) return undefined;
    try {
      return readFileSync(tokenFile, 'utf8').trim() || undefined;
    } catch {
      return undefined;
    }
  }
}

function hasAll({ installed }: ModelFinding, dtypes: readonly Dtype[] | undefined): boolean {
  return installed.length > 0 && (dtypes ?? []).every((dtype) => installed.includes(dtype));
}

/** What is missing, where it was looked for, and what mends it. */
function filesMissing(finding: ModelFinding): ParleyError {
  return new ParleyError('model_files_missing', `${missingWords(finding)} ${howToGet(finding, true)}`);
}

/** What of a model is missing, in one sentence. */
function missingWords({ model, place, contents, lookedIn }: ModelFinding): string {
  const started = contents.formats.filter(({ present }) => present.length > 0);
  const missing = [...contents.missing, ...started.flatMap((format) => format.missing)];
  if (!place || started.length === 0)
    return `${model.name} is not installed (looked for in ${lookedIn.join(' and ')}).`;
  return `${model.name} in ${place.directory} lacks ${[...new Set(missing)].join(', ')}.`;
}

/** What brings a model here, in one sentence. */
export function howToGet({ model, place, lookedIn }: ModelFinding, accepted: boolean): string {
  const setting = accepted ? '' : `PARLEY_ACCEPT_LICENSES=${model.license.acceptedAs ?? ''} `;
  if (model.source && place?.type !== 'own')
    return `Fetch it with: ${setting}npm run models -- pull ${model.name}`;
  return `Put its files into ${place?.directory ?? lookedIn[0]}.`;
}
