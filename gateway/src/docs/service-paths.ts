import {
  expressionListSchema,
  faceBoxSchema,
  portraitListSchema,
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

const faceFields = {
  face: faceBoxSchema.optional().meta({
    description: 'Where the face is, as JSON; or `left`, `top`, `width`, `height` as fields of their own.',
    example: { left: 210, top: 120, width: 260, height: 300 },
  }),
};

const renderForm = renderRequestSchema.extend({
  source_image: z.file().optional(),
  portrait: z.string().optional().meta({
    description: "The id of a known portrait, in place of `source_image`; `default` is Parley's own.",
  }),
  sliders: z
    .record(z.string(), z.number())
    .optional()
    .meta({
      description: 'As JSON, or each slider as a field of its own; `GET /expressions` lists them.',
      example: { smile: 0.4, gaze_x: -0.3, yaw: 6 },
    }),
  ...faceFields,
});

const portraitForm = z.object({
  source_image: z.file(),
  name: z.string().max(100).optional().meta({ description: "The file's name where absent." }),
  ...faceFields,
});

const onePortrait = { path: z.object({ id: z.string().meta({ example: 'default' }) }) };

const renderPath: ZodOpenApiPathsObject = {
  '/api/render': {
    servers: servers.avatar,
    post: {
      tags: ['avatar'],
      summary: 'One picture of a face with an expression',
      requestBody: { required: true, content: form(renderForm) },
      responses: {
        200: bytes('The picture; `x-parley-portrait` has its id.', 'image/jpeg', 'image/png'),
        ...errors(
          ...pictureErrors,
          'invalid_parameter',
          'unknown_expression',
          'not_found',
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
      summary: 'The expressions that a face can show, and the free sliders',
      responses: { 200: json('With their limits.', expressionListSchema), ...errors() },
    },
  },
};

const portraitPaths: ZodOpenApiPathsObject = {
  '/portraits': {
    servers: servers.avatar,
    get: {
      tags: ['avatar'],
      summary: 'The portraits that are kept, the newest first',
      responses: {
        200: json("`default`, Parley's own, is always there besides.", portraitListSchema),
        ...errors(),
      },
    },
    post: {
      tags: ['avatar'],
      summary: 'Keep a portrait, for stills, clips and the live stream',
      description: 'What its live frames need is prepared from now on; `live` tells how far that is.',
      requestBody: { required: true, content: form(portraitForm) },
      responses: {
        201: json('Its id.', portraitSchema),
        ...errors(...pictureErrors, 'invalid_parameter', 'invalid_request', 'disk_full', 'at_capacity'),
      },
    },
  },
  '/portraits/{id}': {
    servers: servers.avatar,
    get: {
      tags: ['avatar'],
      summary: 'A portrait, and how far its live frames are prepared',
      description:
        'To be asked again while `live.progress` is there; the live socket tells the same in `status`.',
      requestParams: onePortrait,
      responses: { 200: json('Its size and faces.', portraitSchema), ...errors('not_found') },
    },
    delete: {
      tags: ['avatar'],
      summary: 'Delete a portrait, and all that was made of it',
      description: "Live faces that show it go on with Parley's own.",
      requestParams: onePortrait,
      responses: { 204: { description: 'It is gone.' }, ...errors('not_found', 'invalid_request') },
    },
  },
  '/portraits/{id}/picture': {
    servers: servers.avatar,
    get: {
      tags: ['avatar'],
      summary: 'A small upright picture of a portrait',
      requestParams: onePortrait,
      responses: { 200: bytes('A JPEG.', 'image/jpeg'), ...errors('not_found') },
    },
  },
};

export const servicePaths: ZodOpenApiPathsObject = {
  ...speechToTextPaths,
  ...speechPaths,
  ...renderPath,
  ...portraitPaths,
};
