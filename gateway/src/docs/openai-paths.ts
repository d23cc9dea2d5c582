import {
  openAiModelListSchema,
  openAiModelSchema,
  openAiSpeechEventSchema,
  openAiSpeechSchema,
  openAiStreamEventSchema,
  openAiTextSchema,
  openAiTranscriptionSchema,
  openAiTranslationSchema,
  openAiVerboseTextSchema,
  voiceListSchema,
} from '@parley/contracts';
import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { bytes, errors, json } from './responses.js';
import { servers } from './servers.js';
import { aiGenerated, speechErrors, speechMediaTypes } from './speech-paths.js';

const listening = [...servers.gateway, ...servers.speechToText];
const speaking = [...servers.gateway, ...servers.textToSpeech];
const everywhere = [...listening, ...servers.textToSpeech];

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

/** OpenAI's dialect for speech: its clients need only another base URL. */
export const openAiPaths: ZodOpenApiPathsObject = {
  '/v1/audio/transcriptions': {
    servers: listening,
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
    servers: listening,
    post: {
      tags: ['OpenAI'],
      summary: "Translate a recording into English, in OpenAI's dialect",
      requestBody: form(openAiTranslationSchema),
      responses: { 200: written, ...transcriptionErrors },
    },
  },
  '/v1/audio/speech': {
    servers: speaking,
    post: {
      tags: ['OpenAI'],
      summary: "Speak a text, in OpenAI's dialect",
      description: `The header \`x-parley-engine\` says who spoke. ${aiGenerated}`,
      requestBody: { required: true, content: { 'application/json': { schema: openAiSpeechSchema } } },
      responses: {
        200: {
          description: 'Speech while it is made, in the format asked for.',
          content: {
            ...bytes('', ...speechMediaTypes).content,
            'text/event-stream': { schema: openAiSpeechEventSchema },
          },
        },
        ...errors(...speechErrors, 'model_not_found'),
      },
    },
  },
  '/v1/audio/voices': {
    servers: speaking,
    get: {
      tags: ['OpenAI'],
      summary: 'The voices that can be asked for',
      responses: { 200: json('Cloned ones first.', voiceListSchema), ...errors() },
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
