import {
  openAiModelListSchema,
  openAiModelSchema,
  openAiStreamEventSchema,
  openAiTextSchema,
  openAiTranscriptionSchema,
  openAiTranslationSchema,
  openAiVerboseTextSchema,
} from '@parley/contracts';
import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { errors, json } from './responses.js';
import { servers } from './servers.js';

const everywhere = [...servers.gateway, ...servers.speechToText];

const transcriptionErrors = errors(
  'invalid_parameter',
  'missing_file',
  'empty_file',
  'unreadable_audio',
  'unsupported_language',
  'unsupported_task',
  'model_not_found',
  'body_too_large',
  'audio_too_long',
  'at_capacity',
  'engine_not_ready',
  'model_files_missing',
  'engine_cannot_translate',
  'engine_cannot_transcribe_language',
  'engine_timeout',
);

const text = { schema: { type: 'string' } } as const;
const written = {
  description: 'What was said, in the format asked for.',
  content: {
    'application/json': { schema: z.union([openAiTextSchema, openAiVerboseTextSchema]) },
    'text/plain': text,
    'text/vtt': text,
  },
};

const form = (schema: z.ZodObject) => ({
  required: true,
  content: { 'multipart/form-data': { schema: schema.extend({ file: z.file() }) } },
});

/** OpenAI's speech-to-text dialect: its clients need only another base URL. */
export const openAiPaths: ZodOpenApiPathsObject = {
  '/v1/audio/transcriptions': {
    servers: everywhere,
    post: {
      tags: ['OpenAI'],
      summary: "Transcribe a recording, in OpenAI's dialect",
      requestBody: form(openAiTranscriptionSchema),
      responses: {
        200: {
          ...written,
          content: { ...written.content, 'text/event-stream': { schema: openAiStreamEventSchema } },
        },
        ...transcriptionErrors,
      },
    },
  },
  '/v1/audio/translations': {
    servers: everywhere,
    post: {
      tags: ['OpenAI'],
      summary: "Translate a recording into English, in OpenAI's dialect",
      requestBody: form(openAiTranslationSchema),
      responses: { 200: written, ...transcriptionErrors },
    },
  },
  '/v1/models': {
    servers: everywhere,
    get: {
      tags: ['OpenAI'],
      summary: 'The models that can be asked for',
      description: 'At the gateway: those of all services.',
      responses: {
        200: json('Names, and the names that OpenAI has for them.', openAiModelListSchema),
        ...errors(),
      },
    },
  },
  '/v1/models/{id}': {
    servers: everywhere,
    get: {
      tags: ['OpenAI'],
      summary: 'One model',
      requestParams: { path: z.object({ id: z.string() }) },
      responses: { 200: json('It is there.', openAiModelSchema), ...errors('model_not_found') },
    },
  },
};
