import { createHash } from 'node:crypto';
import {
  blobReferenceSchema,
  type BlobReference,
  type JobInput,
  jobInputSchemas,
  type JobKind,
  type JobResult,
  jobResultSchema,
  ParleyError,
} from '@parley/contracts';
import { z } from 'zod';
import type { BlobStore } from './blobs/blob-store.js';
import { maxInlineBytes } from './queue-options.js';

/** What BullMQ keeps as a job's data: the input itself while it is small, or where it lies. */
export const jobEnvelopeSchema = z.object({
  version: z.literal(1),
  /** Of the request, so that an idempotency key that comes back with another one is noticed. */
  fingerprint: z.string(),
  input: z.discriminatedUnion('type', [
    z.object({ type: z.literal('inline'), value: z.unknown() }),
    z.object({ type: z.literal('blob'), blob: blobReferenceSchema }),
  ]),
  /** Payloads that go when the job ends. */
  blobKeys: z.array(z.string()),
});
export type JobEnvelope = z.infer<typeof jobEnvelopeSchema>;

/** The same schemas, typed so that a kind and its input stay together. */
const inputSchemas: { [K in JobKind]: z.ZodType<JobInput<K>> } = jobInputSchemas;

/** @throws ParleyError `invalid_parameter` where the input is not of its kind; what `BlobStore.put` throws. */
export async function packInput<K extends JobKind>(
  kind: K,
  input: JobInput<K>,
  blobs: BlobStore,
): Promise<JobEnvelope> {
  const value = parseInput(kind, input);
  const files = filesOf(value).map(([, { key }]) => key);
  const fingerprint = fingerprintOf(value);
  const bytes = Buffer.from(JSON.stringify(value));
  if (bytes.byteLength <= maxInlineBytes) {
    return { version: 1, fingerprint, input: { type: 'inline', value }, blobKeys: files };
  }
  const blob = await blobs.put(bytes, 'application/json');
  return { version: 1, fingerprint, input: { type: 'blob', blob }, blobKeys: [...files, blob.key] };
}

/** @throws ParleyError `invalid_parameter` for data that is not what `packInput` writes; `payload_expired`. */
export async function unpackInput<K extends JobKind>(
  kind: K,
  data: unknown,
  blobs: BlobStore,
  signal: AbortSignal,
): Promise<JobInput<K>> {
  const envelope = jobEnvelopeSchema.safeParse(data);
  if (!envelope.success) throw malformed(kind, envelope.error);
  const { input } = envelope.data;
  if (input.type === 'inline') return parseInput(kind, input.value);
  const bytes = await blobs.get(input.blob, signal);
  return parseInput(kind, parseJson(kind, bytes));
}

/** A result as BullMQ keeps it. JSON that is too long becomes a blob: whoever asks for it sees no difference. */
export async function packResult(result: JobResult, blobs: BlobStore): Promise<JobResult> {
  if (result.type === 'blob') return result;
  const bytes = Buffer.from(JSON.stringify(result.value));
  if (bytes.byteLength <= maxInlineBytes) return result;
  return { type: 'blob', blob: await blobs.put(bytes, 'application/json') };
}

/** @throws ParleyError `job_failed` where what the queue holds is no result. */
export function parseResult(value: unknown): JobResult {
  const result = jobResultSchema.safeParse(value);
  if (result.success) return result.data;
  throw new ParleyError('job_failed', 'The queue holds no readable result for this job.', {
    cause: result.error,
  });
}

function parseInput<K extends JobKind>(kind: K, value: unknown): JobInput<K> {
  const input = inputSchemas[kind].safeParse(value);
  if (input.success) return input.data;
  throw malformed(kind, input.error);
}

function parseJson(kind: JobKind, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    throw malformed(kind, error);
  }
}

function malformed(kind: JobKind, cause: unknown): ParleyError {
  const details = cause instanceof z.ZodError ? z.prettifyError(cause) : 'It is not JSON.';
  return new ParleyError('invalid_parameter', `This is no input of a ${kind} job. ${details}`, { cause });
}

/** The payloads that an input names, by their fields. */
function filesOf(input: JobInput<JobKind>): [field: string, file: BlobReference][] {
  return Object.entries(input).flatMap(([field, value]): [string, BlobReference][] => {
    const file = blobReferenceSchema.safeParse(value);
    return file.success ? [[field, file.data]] : [];
  });
}

/** The same for the same options and files of the same size and type, wherever the files were put. */
function fingerprintOf(input: JobInput<JobKind>): string {
  const files = filesOf(input).map(([field, { bytes, contentType }]) => [field, { bytes, contentType }]);
  const essence = { ...input, ...Object.fromEntries(files) };
  return createHash('sha256').update(JSON.stringify(essence)).digest('hex');
}
