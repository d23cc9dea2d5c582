import type { Dtype } from '../sessions/device.js';

/** The service that runs a model. */
export type ModelService = 'stt' | 'tts' | 'avatar';

/** A file of a model, by its path in the repository. */
export interface ModelFile {
  path: string;
  /** Size as it was published when the catalogue was written: for people to see. What the hub answers is what counts. */
  bytes?: number;
  /** In hexadecimal; only where the declaration names a commit. What is fetched must have it. */
  sha256?: string;
  /** Other names under which people may have it. */
  alternatives?: readonly string[];
}

/** The graphs of one number format, by their part in the model. Their external data belongs to them unnamed. */
export interface ModelFormat {
  graphs: Readonly<Record<string, ModelFile>>;
}

export interface ModelLicense {
  /** SPDX identifier, or the name it goes by. */
  name: string;
  url?: string;
  /** The word by which `PARLEY_ACCEPT_LICENSES` accepts it; absent where nobody needs to. */
  acceptedAs?: string;
}

export interface ModelSource {
  /** `owner/name` on the Hugging Face hub. */
  repository: string;
  /** A branch, a tag or a commit. */
  revision: string;
}

/** What a model is and which files it is made of: plain data. */
export interface ModelDeclaration {
  name: string;
  /** Other names that people use for it. */
  aliases: readonly string[];
  /** What can run it: `whisper`, `canary`, `parakeet`, `ctc`, `kokoro`, `xtts`, `liveportrait`, `mediapipe-face`, `insightface` or, outside this list, what its config.json says. */
  family: string;
  service: ModelService;
  /** What it is for, in a few words. */
  description: string;
  /** ISO codes; empty where the model's own files say it. */
  languages: readonly string[];
  license: ModelLicense;
  /** Absent where people bring the files themselves. */
  source?: ModelSource;
  /** Needed beside the graphs, whatever the format. */
  files: readonly ModelFile[];
  /** Fetched where the repository has them; never missed. */
  optionalFiles: readonly string[];
  formats: Readonly<Partial<Record<Dtype, ModelFormat>>>;
}
