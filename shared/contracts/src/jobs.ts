import { z } from 'zod';
import { jsonOrText, renderRequestSchema } from './avatar.js';
import { transcribeOptionsSchema } from './speech-to-text.js';
import { synthesizeJobSchema } from './text-to-speech.js';
import { visemeEventSchema } from './visemes.js';

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

/** Mouth shapes of one clip: over an hour of speech. */
const mostClipVisemes = 50_000;

/**
 * A picture to be rendered, or a clip: with sound the face speaks it, with a driving video it moves as the face there
 * does.
 */
export const renderJobSchema = renderRequestSchema
  .extend({
    /** The id of a known portrait, in place of a picture. */
    portrait: z.string().max(100).optional(),
    /** What the sound says, for exact lips; they follow the sound itself where absent. */
    visemes: z.preprocess(jsonOrText, z.array(visemeEventSchema).max(mostClipVisemes).optional()).optional(),
  })
  .meta({ id: 'RenderJob' });
export type RenderJob = z.infer<typeof renderJobSchema>;

/** What each kind of job is given. */
export const jobInputSchemas = {
  transcribe: transcribeOptionsSchema.extend({ file: blobReferenceSchema }),
  synthesize: synthesizeJobSchema,
  render: renderJobSchema.extend({
    /** The portrait's picture. */
    file: blobReferenceSchema.optional(),
    audio: blobReferenceSchema.optional(),
    driving: blobReferenceSchema.optional(),
  }),
} as const;
export type JobInput<K extends JobKind> = z.infer<(typeof jobInputSchemas)[K]>;

/** What a job leaves: JSON (a transcription), or a blob (sound, a picture, a clip). */
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
