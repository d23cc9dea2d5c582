import {
  expressionListSchema,
  portraitSchema,
  renderRequestSchema,
  synthesizeRequestSchema,
  transcribeJsonSchema,
  transcribeOptionsSchema,
  transcriptionSchema,
  voiceListSchema,
} from '@parley/contracts';
import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { bytes, errors, json } from './responses.js';
import { servers } from './servers.js';

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

const spoken = bytes('Speech: PCM16 mono in a WAV file.', 'audio/wav');
const textErrors = errors(
  'invalid_json',
  'invalid_parameter',
  'empty_text',
  'text_too_long',
  'unsupported_language',
  'unknown_voice',
  'at_capacity',
  'engine_not_ready',
  'engine_timeout',
);

const textToSpeechPaths: ZodOpenApiPathsObject = {
  '/synthesize': {
    servers: servers.textToSpeech,
    post: {
      tags: ['text to speech'],
      summary: 'Speak a text',
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: synthesizeRequestSchema,
            example: { text: 'Hallo Welt', language: 'de' },
          },
        },
      },
      responses: { 200: spoken, ...textErrors },
    },
  },
  '/synthesize-with-voice-clone': {
    servers: servers.textToSpeech,
    post: {
      tags: ['text to speech'],
      summary: 'Speak a text in the voice of a recording',
      requestBody: {
        required: true,
        content: form(synthesizeRequestSchema.extend({ speaker_audio: z.file() })),
      },
      responses: {
        200: spoken,
        ...errors('invalid_parameter', 'missing_file', 'empty_file', 'body_too_large', 'engine_cannot_clone'),
      },
    },
  },
  '/voices': {
    servers: servers.textToSpeech,
    get: {
      tags: ['text to speech'],
      summary: 'The voices of the active engine',
      responses: { 200: json('Voices by language.', voiceListSchema), ...errors() },
    },
  },
  '/languages': {
    servers: [...servers.textToSpeech, ...servers.speechToText],
    get: {
      tags: ['text to speech', 'speech to text'],
      summary: 'The languages of the active engine',
      responses: {
        200: json('Codes.', z.object({ languages: z.array(z.string()), translate: z.boolean().optional() })),
        ...errors(),
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
  ...textToSpeechPaths,
  ...avatarPaths,
};
