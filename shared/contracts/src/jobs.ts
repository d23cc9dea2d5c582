import { z } from 'zod';
import { renderRequestSchema } from './avatar.js';
import { transcribeOptionsSchema } from './speech-to-text.js';
import { synthesizeJobSchema } from './text-to-speech.js';

export const jobKinds = ['transcribe', 'synthesize', 'render'] as const;
export const jobKindSchema = z.enum(jobKinds);
export type JobKind = z.infer<typeof jobKindSchema>;

/** A payload too large for a job: kept apart in the blob store under this key until it expires. */
export const blobReferenceSchema = z.object({
  key: z.string(),
  bytes: z.number(),
  contentType: z.string(),
});
export type BlobReference = z.infer<typeof blobReferenceSchema>;

/** What each kind of job is given. */
export const jobInputSchemas = {
  transcribe: transcribeOptionsSchema.extend({ file: blobReferenceSchema }),
  synthesize: synthesizeJobSchema,
  render: renderRequestSchema.extend({ file: blobReferenceSchema }),
} as const;
export type JobInput<K extends JobKind> = z.infer<(typeof jobInputSchemas)[K]>;

/** What a job leaves: JSON (a transcription), or a blob (sound, a picture). */
export const jobResultSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('json'), value: z.unknown() }),
  z.object({ type: z.literal('blob'), blob: blobReferenceSchema }),
]);
export type JobResult = z.infer<typeof jobResultSchema>;

export const jobStates = ['queued', 'active', 'completed', 'failed', 'cancelled'] as const;

/** `GET /v1/jobs/:id`. `position` counts the jobs ahead; 0 is next. */
export const jobSchema = z
  .object({
    id: z.string(),
    kind: jobKindSchema,
    state: z.enum(jobStates),
    /** 0 to 1. */
    progress: z.number(),
    position: z.number().nullable(),
    createdAt: z.string(),
    finishedAt: z.string().nullable(),
    resultUrl: z.string().nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  })
  .meta({ id: 'Job' });
export type Job = z.infer<typeof jobSchema>;
