import { errorBodySchema, jobKindSchema, jobSchema } from '@parley/contracts';
import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { jobRequestSchema } from '../jobs/job-request.js';
import { bytes, errors, json } from './responses.js';
import { servers } from './servers.js';
import { speechMediaTypes } from './speech-paths.js';

const oneJob = { path: z.object({ id: z.string() }) };
const tags = ['jobs'];

const formSchema = z
  .looseObject({
    kind: jobKindSchema,
    file: z.file().optional(),
    audio: z.file().optional(),
    driving: z.file().optional(),
  })
  .meta({
    description:
      'The fields of a JobRequest of this kind, and the sound or picture as `file`. A `render` with `audio` (a recording) ' +
      'or `driving` (a video of a face) becomes a clip.',
  });

/** Work that need not be waited for. */
export const jobPaths: ZodOpenApiPathsObject = {
  '/v1/jobs': {
    servers: servers.gateway,
    post: {
      tags,
      summary: 'Queue a job',
      description:
        'Transcribe a recording, read a text aloud, or render a picture or a clip, on whichever machine is free.',
      requestParams: {
        header: z.object({
          'Idempotency-Key': z
            .string()
            .max(255)
            .optional()
            .meta({ description: 'The same request under the same key gives the same job.' }),
        }),
      },
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: jobRequestSchema },
          'multipart/form-data': { schema: formSchema },
        },
      },
      responses: {
        202: json('Queued; `Location` has its address.', jobSchema),
        ...errors(
          'invalid_json',
          'invalid_parameter',
          'missing_file',
          'empty_file',
          'empty_text',
          'text_too_long',
          'unsupported_language',
          'unsupported_media_type',
          'body_too_large',
          'at_capacity',
          'queue_unavailable',
        ),
      },
    },
  },
  '/v1/jobs/{id}': {
    servers: servers.gateway,
    get: {
      tags,
      summary: 'A job: its state, progress and place in the queue',
      requestParams: oneJob,
      responses: { 200: json('As it is now.', jobSchema), ...errors('job_not_found', 'queue_unavailable') },
    },
    delete: {
      tags,
      summary: 'Cancel a job',
      requestParams: oneJob,
      responses: {
        200: json('As it is now: `cancelled`, unless it had ended.', jobSchema),
        ...errors('job_not_found', 'queue_unavailable'),
      },
    },
  },
  '/v1/jobs/{id}/result': {
    servers: servers.gateway,
    get: {
      tags,
      summary: 'What a job has left',
      description: 'JSON for a transcription, otherwise the bytes of the sound, picture or clip.',
      requestParams: oneJob,
      responses: {
        200: {
          description: 'As the endpoint of its kind would have answered.',
          content: {
            'application/json': { schema: z.unknown() },
            ...bytes('', ...speechMediaTypes, 'image/jpeg', 'image/png', 'video/mp4').content,
          },
        },
        ...errors('job_not_found', 'job_not_finished', 'job_failed', 'payload_expired', 'queue_unavailable'),
      },
    },
  },
  '/v1/jobs/{id}/events': {
    servers: servers.gateway,
    get: {
      tags,
      summary: 'A job as it goes on, as server-sent events',
      description:
        '`progress`, then one of `completed`, `failed`, `cancelled`, each with the job as its data; or `error`.',
      requestParams: oneJob,
      responses: {
        200: {
          description: 'Until the job has ended.',
          content: { 'text/event-stream': { schema: z.union([jobSchema, errorBodySchema]) } },
        },
        ...errors('job_not_found', 'at_capacity', 'queue_unavailable'),
      },
    },
  },
};
