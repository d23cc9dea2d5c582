import type { Readable } from 'node:stream';
import { ParleyError } from '@parley/contracts';
import { z } from 'zod';
import { type HubAnswer, requestHub } from './hub-request.js';
import { refusalOf } from './hub-refusal.js';
import { TransientFailure } from './transient-failure.js';

export interface HubClientOptions {
  /** `HF_ENDPOINT`, without a slash at the end. */
  endpoint: string;
  /** `HF_TOKEN`; shown to the endpoint only, never to where it sends us. */
  token?: string;
}

/** One file at the hub. */
export interface RemoteFile {
  path: string;
  /** Of the contents: a hash, as a rule; the blob's name in the cache. */
  etag: string;
  bytes: number;
}

/** A name for one file or folder in the cache, and no way out of it. */
const safeName = /^(?!\.{1,2}$)[\w.-]+$/;

const repositorySchema = z.object({
  sha: z.string().regex(safeName),
  siblings: z.array(z.object({ rfilename: z.string() })),
});

/** Speaks with the Hugging Face hub, or a mirror of it. One attempt each: who calls decides on others. */
export class HubClient {
  constructor(private readonly options: HubClientOptions) {}

  /** The commit that a revision is now, and the paths of its files. */
  async repository(
    repository: string,
    revision: string,
    signal: AbortSignal,
  ): Promise<{ commit: string; paths: string[] }> {
    const path = `api/models/${repository}/revision/${encodeURIComponent(revision)}`;
    const answer = await this.ask('GET', path, {}, signal);
    if (answer.status !== 200) throw await refusalOf(answer, { repository, revision });
    const parsed = repositorySchema.safeParse(parseJson(await answer.text(8 * 2 ** 20)));
    if (!parsed.success) {
      throw new ParleyError(
        'download_failed',
        `${this.options.endpoint} does not answer as a Hugging Face hub does. Check HF_ENDPOINT.`,
      );
    }
    const paths = parsed.data.siblings.map(({ rfilename }) => rfilename).filter(isInsideFolder);
    return { commit: parsed.data.sha, paths };
  }

  /** What a file is, without its contents. */
  async describe(repository: string, commit: string, path: string, signal: AbortSignal): Promise<RemoteFile> {
    const answer = await this.ask('HEAD', resolvePath(repository, commit, path), {}, signal);
    answer.body.destroy();
    const { status, headers } = answer;
    const linked = headers['x-linked-etag'];
    if (status >= 400 || (status >= 300 && linked === undefined)) {
      throw await refusalOf(answer, { repository, revision: commit, path });
    }
    const etag = (linked ?? headers['etag'] ?? '').replace(/^W\//, '').replaceAll('"', '');
    const bytes = Number(headers['x-linked-size'] ?? headers['content-length']);
    if (!safeName.test(etag) || !Number.isSafeInteger(bytes)) {
      throw new ParleyError(
        'download_failed',
        `${this.options.endpoint} does not say what ${path} of ${repository} is: it has no usable ETag or size.`,
      );
    }
    return { path, etag, bytes };
  }

  /**
   * The contents of a file from a byte on.
   * @returns `fromByte` is 0 where the server sends the whole file whatever it is asked
   */
  async open(
    repository: string,
    commit: string,
    file: RemoteFile,
    fromByte: number,
    signal: AbortSignal,
  ): Promise<{ body: Readable; fromByte: number }> {
    const headers: Record<string, string> = fromByte > 0 ? { range: `bytes=${fromByte}-` } : {};
    const answer = await this.ask('GET', resolvePath(repository, commit, file.path), headers, signal);
    if (answer.status === 206 && startOfRange(answer) === fromByte) return { body: answer.body, fromByte };
    if (answer.status === 200) return { body: answer.body, fromByte: 0 };
    if (answer.status === 206 || answer.status === 416) {
      answer.body.destroy();
      return this.open(repository, commit, file, 0, signal);
    }
    throw await refusalOf(answer, { repository, revision: commit, path: file.path });
  }

  private ask(
    method: 'GET' | 'HEAD',
    path: string,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<HubAnswer> {
    const { endpoint, token } = this.options;
    return requestHub({ method, url: new URL(`${endpoint}/${path}`), headers, token, signal });
  }
}

function resolvePath(repository: string, commit: string, path: string): string {
  return `${repository}/resolve/${encodeURIComponent(commit)}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** A path that a repository may name, and that stays inside the folder that it is put into. */
function isInsideFolder(path: string): boolean {
  return !path.startsWith('/') && !path.includes('\\') && !path.split('/').includes('..');
}

function startOfRange({ headers }: HubAnswer): number {
  return Number(/^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1] ?? Number.NaN);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TransientFailure('the hub’s answer broke off', undefined, { cause });
  }
}
