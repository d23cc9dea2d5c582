import {
  clonedVoiceSchema,
  createVoiceSchema,
  type ErrorCode,
  speechFileRequestSchema,
  voiceListSchema,
  xttsSpeakerSchema,
  xttsSpeechSchema,
} from '@parley/contracts';
import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { bytes, errors, json } from './responses.js';
import { servers } from './servers.js';

const tags = ['text to speech'];
const xttsTags = ['xtts-streaming-server'];

export const aiGenerated =
  'Every answer with speech carries `x-parley-ai-generated: true`; MP3, Opus and FLAC say so in their tags too.';

export const speechMediaTypes = [
  'audio/wav',
  'audio/pcm',
  'audio/mpeg',
  'audio/ogg',
  'audio/flac',
  'audio/aac',
] as const;

export const speechErrors = [
  'invalid_json',
  'invalid_parameter',
  'empty_text',
  'text_too_long',
  'unsupported_language',
  'unknown_voice',
  'at_capacity',
  'engine_not_ready',
  'engine_failed',
  'engine_timeout',
  'engine_cannot_clone',
] as const satisfies readonly ErrorCode[];

const recordingErrors = [
  'missing_file',
  'empty_file',
  'unreadable_audio',
  'unusable_speaker_audio',
  'audio_too_long',
  'body_too_large',
  'engine_cannot_clone',
] as const satisfies readonly ErrorCode[];

const spoken = bytes('Speech, in the format asked for.', ...speechMediaTypes);
const form = (schema: z.ZodType) => ({
  required: true,
  content: { 'multipart/form-data': { schema } },
});
const xttsBody = { required: true, content: { 'application/json': { schema: xttsSpeechSchema } } };

/** Text to speech, and the API of xtts-streaming-server, which is found under `/xtts` too. */
export const speechPaths: ZodOpenApiPathsObject = {
  '/synthesize': {
    servers: servers.textToSpeech,
    post: {
      tags,
      summary: 'Speak a text',
      description:
        'The headers `x-parley-engine` and `x-parley-fallback` say who spoke, and whether in the place of a better ' +
        `engine that could not. ${aiGenerated}`,
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: speechFileRequestSchema,
            example: { text: 'Hallo Welt', language: 'de' },
          },
        },
      },
      responses: { 200: spoken, ...errors(...speechErrors) },
    },
  },
  '/synthesize-with-voice-clone': {
    servers: servers.textToSpeech,
    post: {
      tags,
      summary: 'Speak a text in the voice of a recording',
      requestBody: form(speechFileRequestSchema.extend({ speaker_audio: z.file() })),
      responses: { 200: spoken, ...errors(...speechErrors, ...recordingErrors) },
    },
  },
  '/voices': {
    servers: servers.textToSpeech,
    get: {
      tags,
      summary: 'The voices: cloned ones, and those of the engines',
      responses: { 200: json('Voices by language.', voiceListSchema), ...errors() },
    },
    post: {
      tags,
      summary: 'Make a voice from recordings',
      description:
        'With the consent of the person whose voice it is, which is kept with the voice. The recordings are not kept ' +
        'unless `keep_audio` asks for it.',
      requestBody: form(createVoiceSchema.extend({ audio: z.array(z.file()) })),
      responses: {
        201: json('Its id serves as `voice`.', clonedVoiceSchema),
        ...errors(...recordingErrors, 'invalid_parameter', 'consent_required', 'at_capacity', 'disk_full'),
      },
    },
  },
  '/voices/{id}': {
    servers: servers.textToSpeech,
    delete: {
      tags,
      summary: 'Delete a cloned voice, with all that is kept of it',
      requestParams: { path: z.object({ id: z.string() }) },
      responses: { 204: { description: 'It is gone.' }, ...errors('voice_not_found') },
    },
  },
  '/languages': {
    servers: [...servers.textToSpeech, ...servers.speechToText],
    get: {
      tags: [...tags, 'speech to text'],
      summary: 'The languages of the active engines',
      responses: {
        200: json('Codes.', z.object({ languages: z.array(z.string()), translate: z.boolean().optional() })),
        ...errors(),
      },
    },
  },
  '/studio_speakers': {
    servers: servers.textToSpeech,
    get: {
      tags: xttsTags,
      summary: "XTTS's own speakers and cloned ones, with their numbers",
      responses: {
        200: json('By name.', z.record(z.string(), xttsSpeakerSchema)),
        ...errors('engine_cannot_clone'),
      },
    },
  },
  '/clone_speaker': {
    servers: servers.textToSpeech,
    post: {
      tags: xttsTags,
      summary: 'The numbers of the voice in a recording',
      requestBody: form(z.object({ wav_file: z.file() })),
      responses: {
        200: json('To be sent back with each text.', xttsSpeakerSchema),
        ...errors(...recordingErrors),
      },
    },
  },
  '/tts_stream': {
    servers: servers.textToSpeech,
    post: {
      tags: xttsTags,
      summary: 'Speak a text in the voice of these numbers, while it is made',
      requestBody: xttsBody,
      responses: {
        200: bytes('PCM16, with a WAV header or without.', 'audio/wav'),
        ...errors(...speechErrors),
      },
    },
  },
  '/tts': {
    servers: servers.textToSpeech,
    post: {
      tags: xttsTags,
      summary: 'The same as a whole',
      requestBody: xttsBody,
      responses: { 200: json('A WAV file in base64.', z.string()), ...errors(...speechErrors) },
    },
  },
};
