import {
  expressionListSchema,
  portraitSchema,
  renderRequestSchema,
  transcribeJsonSchema,
  transcribeOptionsSchema,
  transcriptionSchema,
} from '@parley/contracts';
import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { bytes, errors, json } from './responses.js';
import { servers } from './servers.js';
import { speechPaths } from './speech-paths.js';

const form = (schema: z.ZodType) => ({ 'multipart/form-data': { schema } });

const speechToTextPaths: ZodOpenApiPathsObject = {
  '/transcribe': {
    servers: servers.speechToText,
    post: {
      tags: ['speech to text'],
      summary: 'Transcribe a recording',
      description: 'Any container that browsers and phones record: WebM, Ogg, MP4, MP3, FLAC, WAV.',
      requestBody: {
        required: true,
        content: {
          ...form(transcribeOptionsSchema.extend({ file: z.file() })),
          'application/json': { schema: transcribeJsonSchema },
        },
      },
      responses: {
        200: json('What was said.', transcriptionSchema),
        ...errors(
          'invalid_parameter',
          'missing_file',
          'empty_file',
          'unreadable_audio',
          'unsupported_language',
          'url_not_allowed',
          'url_fetch_failed',
          'body_too_large',
          'audio_too_long',
          'at_capacity',
          'engine_not_ready',
          'model_files_missing',
          'engine_cannot_translate',
          'engine_cannot_transcribe_language',
          'engine_timeout',
        ),
      },
    },
  },
};

const pictureErrors = [
  'missing_file',
  'empty_file',
  'unreadable_image',
  'image_too_large',
  'body_too_large',
  'no_face_found',
] as const;

const renderForm = renderRequestSchema.extend({
  source_image: z.file().optional(),
  portrait: z.string().optional().meta({
    description: "The id of a known portrait, in place of `source_image`; `default` is Parley's own.",
  }),
});

const avatarPaths: ZodOpenApiPathsObject = {
  '/api/render': {
    servers: servers.avatar,
    post: {
      tags: ['avatar'],
      summary: 'One picture of a face with an expression',
      requestBody: { required: true, content: form(renderForm) },
      responses: {
        200: bytes('The picture.', 'image/jpeg', 'image/png'),
        ...errors(
          ...pictureErrors,
          'invalid_parameter',
          'unknown_expression',
          'at_capacity',
          'engine_not_ready',
        ),
      },
    },
  },
  '/expressions': {
    servers: servers.avatar,
    get: {
      tags: ['avatar'],
      summary: 'The expressions that a face can show',
      responses: { 200: json('With the limits of their intensity.', expressionListSchema), ...errors() },
    },
  },
  '/portraits/{id}': {
    servers: servers.avatar,
    get: {
      tags: ['avatar'],
      summary: 'A known portrait',
      requestParams: { path: z.object({ id: z.string() }) },
      responses: { 200: json('Its size and faces.', portraitSchema), ...errors('not_found') },
    },
  },
  '/portraits': {
    servers: servers.avatar,
    post: {
      tags: ['avatar'],
      summary: 'Make a portrait known, for the live stream',
      requestBody: { required: true, content: form(z.object({ source_image: z.file() })) },
      responses: { 201: json('Its id.', portraitSchema), ...errors(...pictureErrors) },
    },
  },
};

export const servicePaths: ZodOpenApiPathsObject = {
  ...speechToTextPaths,
  ...speechPaths,
  ...avatarPaths,
};
