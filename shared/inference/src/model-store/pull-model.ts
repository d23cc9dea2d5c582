import { stat } from 'node:fs/promises';
import { ParleyError } from '@parley/contracts';
import type { Device, Dtype } from '../sessions/device.js';
import { explainWriteError, requireSpace, requireWritable } from './disk-space.js';
import { downloadBlob } from './download-blob.js';
import type { HubCache } from './hub-cache.js';
import type { HubClient } from './hub-client.js';
import type { ModelDeclaration, ModelSource } from './model-declaration.js';
import { incompletePath } from './partial-file.js';
import { type PullPlan, chooseFiles, planPull } from './pull-plan.js';
import { withRepositoryLock } from './repository-lock.js';
import { type RetryPolicy, TransientFailure, withRetries } from './transient-failure.js';

/** What happens while a model is fetched, in this order as far as it happens. */
export type PullEvent =
  | { type: 'lock-awaited' }
  | {
      type: 'plan-made';
      name: string;
      repository: string;
      commit: string;
      dtypes: readonly Dtype[];
      files: number;
      /** Of all files, and of those that are not here yet. */
      bytes: number;
      missingBytes: number;
      directory: string;
    }
  | { type: 'file-resumed'; path: string; fromByte: number }
  /** `receivedBytes` counts what of `missingBytes` is on disk. */
  | { type: 'bytes-received'; path: string; receivedBytes: number }
  | { type: 'attempt-failed'; path: string; reason: string; delayMs: number }
  | { type: 'file-finished'; path: string; bytes: number; wasHere: boolean };

export interface PullOptions {
  /** The device's best where absent. */
  dtypes?: readonly Dtype[];
  device?: Device;
  signal?: AbortSignal;
  onProgress?: (event: PullEvent) => void;
}

export interface PullParts {
  cache: HubCache;
  client: HubClient;
  retries: RetryPolicy;
}

interface Pull extends PullParts {
  model: ModelDeclaration;
  source: ModelSource;
  signal: AbortSignal;
  onProgress: (event: PullEvent) => void;
}

/** Fetches a model into the cache; what is there already is not fetched again. One at a time for each repository. */
export async function pullModel(
  model: ModelDeclaration,
  source: ModelSource,
  parts: PullParts,
  options: PullOptions,
): Promise<PullPlan> {
  const { signal = new AbortController().signal, onProgress = () => undefined } = options;
  const work = async (workSignal: AbortSignal) => {
    const pull: Pull = { ...parts, model, source, signal: workSignal, onProgress };
    const plan = await makePlan(pull, options);
    await fetchFiles(pull, plan);
    return plan;
  };
  const lockfile = parts.cache.lock(source.repository);
  await requireWritable(parts.cache.directory);
  try {
    return await withRepositoryLock(lockfile, work, signal, () => onProgress({ type: 'lock-awaited' }));
  } catch (error) {
    throw await explainWriteError(error, parts.cache.directory, 0);
  }
}

/** A hub that was never reached is soon given up: most often there is no network. */
const firstAttempts = 3;

async function makePlan(pull: Pull, { dtypes, device = 'cpu' }: PullOptions): Promise<PullPlan> {
  const { client, cache, retries, signal, model, source, onProgress } = pull;
  const { repository, revision } = source;
  const onRetry = (retry: { reason: string; delayMs: number }) =>
    onProgress({ type: 'attempt-failed', path: repository, ...retry });
  const firstRetries = { ...retries, attempts: Math.min(retries.attempts, firstAttempts) };
  const ask = async <T>(question: () => Promise<T>): Promise<T> => {
    try {
      return await withRetries(question, firstRetries, signal, { onRetry });
    } catch (error) {
      if (!(error instanceof TransientFailure)) throw error;
      throw unreachable(repository, error);
    }
  };
  const { commit, paths } = await ask(() => client.repository(repository, revision, signal));
  const chosen = chooseFiles(model, paths, { device, ...(dtypes && { dtypes }) });
  const files = await ask(() => planPull(client, cache, repository, commit, chosen.files, signal));
  const plan = { commit, dtypes: chosen.dtypes, files };
  onProgress({
    type: 'plan-made',
    name: model.name,
    repository,
    commit,
    dtypes: plan.dtypes,
    files: files.length,
    bytes: sum(files.map(({ bytes }) => bytes)),
    missingBytes: missingBytesOf(plan),
    directory: cache.snapshot(repository, commit),
  });
  return plan;
}

async function fetchFiles(pull: Pull, plan: PullPlan): Promise<void> {
  const { cache, client, retries, signal, source, onProgress } = pull;
  const { repository, revision } = source;
  const { commit } = plan;
  await requireSpace(cache.repositoryFolder(repository), await bytesToWrite(cache, repository, plan));
  let finishedBytes = 0;
  for (const remote of plan.files) {
    const { path, bytes, etag, isHere } = remote;
    if (!isHere) {
      const onBytes = (onDisk: number) =>
        onProgress({ type: 'bytes-received', path, receivedBytes: finishedBytes + onDisk });
      try {
        await downloadBlob({
          client,
          repository,
          commit,
          remote,
          blob: cache.blob(repository, etag),
          retries,
          signal,
          onBytes,
          onResume: (fromByte) => onProgress({ type: 'file-resumed', path, fromByte }),
          onRetry: (retry) => onProgress({ type: 'attempt-failed', path, ...retry }),
        });
      } catch (error) {
        throw await explainWriteError(error, cache.directory, await bytesToWrite(cache, repository, plan));
      }
      finishedBytes += bytes;
    }
    await cache.place(repository, commit, path, etag);
    onProgress({ type: 'file-finished', path, bytes, wasHere: isHere });
  }
  await cache.writeRef(repository, revision, commit);
}

function missingBytesOf({ files }: PullPlan): number {
  return sum(files.filter(({ isHere }) => !isHere).map(({ bytes }) => bytes));
}

/** What is missing less what earlier attempts left. */
async function bytesToWrite(cache: HubCache, repository: string, plan: PullPlan): Promise<number> {
  const sizes = plan.files.map(async ({ etag, bytes }) => {
    const blob = cache.blob(repository, etag);
    const [whole, partial] = await Promise.all(
      [blob, incompletePath(blob)].map((path) => stat(path).catch(() => null)),
    );
    return whole?.size === bytes ? 0 : Math.max(0, bytes - (partial?.size ?? 0));
  });
  return sum(await Promise.all(sizes));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function unreachable(repository: string, error: TransientFailure): ParleyError {
  return new ParleyError(
    'download_failed',
    `${repository} cannot be fetched: ${error.message}. Check the network, HF_ENDPOINT and HTTPS_PROXY, or bring the ` +
      'files yourself into PARLEY_MODELS_DIR.',
    { cause: error, ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }) },
  );
}
