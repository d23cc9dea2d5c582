import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type EngineStatus, ParleyError } from '@parley/contracts';
import type {
  EngineCapabilities,
  EngineReadiness,
  EngineTranscript,
  SpeechToTextEngine,
} from '../speech-to-text-engine.js';

/** A model that this configuration is for and that this release cannot run yet. */
export interface MissingModel {
  id: string;
  description: string;
  /** Folder under PARLEY_MODELS_DIR, and the argument of the command that will fetch it. */
  name: string;
  /** The Hugging Face repository that has the files; none where people bring their own. */
  repository?: string;
  /** The files that must be there, the largest first. */
  files: readonly string[];
  languages: readonly string[];
  capabilities: EngineCapabilities;
}

export interface ModelFolders {
  /** `PARLEY_MODELS_DIR`: one folder for each model. */
  modelsDirectory: string;
  /** `HF_HOME`: the Hugging Face cache. */
  hubDirectory: string;
}

/** Stands in the place of a model that is not there: alive, never ready, and plain about what is missing. */
export class MissingModelEngine implements SpeechToTextEngine {
  readonly id: string;
  readonly languages: readonly string[];
  readonly capabilities: EngineCapabilities;
  readonly concurrency = 1;
  readonly maxAudioMs = 30_000;

  constructor(
    private readonly model: MissingModel,
    private readonly folders: ModelFolders,
  ) {
    this.id = model.id;
    this.languages = model.languages;
    this.capabilities = model.capabilities;
  }

  async load(): Promise<void> {
    throw this.refusal();
  }

  async transcribe(): Promise<EngineTranscript> {
    throw this.refusal();
  }

  status(): EngineStatus {
    const { id, description, languages, capabilities } = this.model;
    return {
      id,
      description,
      embedded: false,
      device: 'none',
      ready: false,
      languages: [...languages],
      capabilities: { ...capabilities },
    };
  }

  readiness(): EngineReadiness & { ready: false; remedy: string } {
    const missing = this.missingFile();
    const reason =
      missing === undefined
        ? `The files of ${this.id} are there, but the ONNX engine that runs them comes with the next release of Parley.`
        : `The model file ${missing} of ${this.id} is missing.`;
    return { ready: false, code: 'model_files_missing', reason, remedy: this.remedy() };
  }

  async unload(): Promise<void> {}

  private refusal(): ParleyError {
    const { code, reason, remedy } = this.readiness();
    return new ParleyError(code, `${reason} ${remedy}`);
  }

  private remedy(): string {
    const { name, repository } = this.model;
    const folder = join(this.folders.modelsDirectory, name);
    const fetch = repository
      ? `Fetch it with: hf download ${repository} --local-dir ${folder}`
      : `Put the model's files into ${folder}`;
    return (
      `${fetch} (looked for in ${this.places().join(' and in ')}). The ONNX engine that runs them comes with the next ` +
      `release, and with it: npm run models -- pull ${name}.`
    );
  }

  private places(): string[] {
    const { name, repository } = this.model;
    const own = join(this.folders.modelsDirectory, name);
    if (!repository) return [own];
    return [own, join(this.folders.hubDirectory, 'hub', `models--${repository.replaceAll('/', '--')}`)];
  }

  private missingFile(): string | undefined {
    const folder = join(this.folders.modelsDirectory, this.model.name);
    return this.model.files.find((file) => !existsSync(join(folder, file)));
  }
}
