import {
  constellationSchema,
  gpuReportSchema,
  healthSchema,
  modelReportsSchema,
  readinessSchema,
  statusSchema,
  transcriptionSchema,
  voxformerHealthSchema,
  voxformerTranscribeSchema,
} from '@parley/contracts';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { bytes, errors, json } from './responses.js';
import { servers } from './servers.js';

const { gateway, operators, textToSpeech, speechToText, avatar, agent } = servers;
const everyService = [...gateway, ...textToSpeech, ...speechToText, ...avatar, ...agent];

/** What every service answers, and what only the gateway does. */
export const gatewayPaths: ZodOpenApiPathsObject = {
  '/health': {
    servers: everyService,
    get: {
      tags: ['operations'],
      summary: 'Alive',
      description: `At the operators' door (port 8005) this is the report of all services, as \`/api/services\`.`,
      security: [],
      responses: { 200: json('The process answers.', healthSchema) },
    },
  },
  '/ready': {
    servers: everyService,
    get: {
      tags: ['operations'],
      summary: 'Ready for work',
      description:
        'Each condition with its reason and its remedy. The gateway is ready when all it needs is.',
      security: [],
      responses: {
        200: json('Work may be sent here.', readinessSchema),
        503: json('Not now; the checks say why.', readinessSchema),
      },
    },
  },
  '/status': {
    servers: everyService,
    get: {
      tags: ['operations'],
      summary: 'What an operator asks first',
      responses: { 200: json('Version, engine, event-loop delay, memory.', statusSchema), ...errors() },
    },
  },
  '/metrics': {
    servers: [...everyService, ...operators],
    get: {
      tags: ['operations'],
      summary: 'Metrics for Prometheus',
      description: "At the operators' door: those of all services, each sample with its `target`.",
      responses: { 200: bytes('The Prometheus text format.', 'text/plain'), ...errors() },
    },
  },
  '/models': {
    servers: [...gateway, ...textToSpeech, ...speechToText, ...avatar],
    get: {
      tags: ['operations'],
      summary: 'The models, what of them is installed, and how to get the others',
      description: 'At the gateway those of all services, each once.',
      responses: { 200: json('Models by name.', modelReportsSchema), ...errors() },
    },
  },
  '/api/services': {
    servers: gateway,
    get: {
      tags: ['operations'],
      summary: 'How every service is',
      responses: { 200: json('Services, queues, GPUs.', constellationSchema), ...errors() },
    },
  },
  '/gpu': {
    servers: [...gateway, ...operators],
    get: {
      tags: ['operations'],
      summary: 'The GPUs of this machine',
      responses: { 200: json('Or why there are none.', gpuReportSchema), ...errors() },
    },
  },
  '/api/voxformer/transcribe': {
    servers: gateway,
    post: {
      tags: ['speech to text'],
      summary: 'Transcribe by VoxFormer',
      description:
        'Where VoxFormer is not installed another recogniser answers: `engine` names it, and so does the header ' +
        '`x-parley-fallback`.',
      requestBody: { required: true, content: { 'application/json': { schema: voxformerTranscribeSchema } } },
      responses: {
        200: json('What was said.', transcriptionSchema),
        ...errors(
          'invalid_json',
          'invalid_parameter',
          'missing_file',
          'empty_file',
          'unreadable_audio',
          'unsupported_language',
          'unsupported_media_type',
          'body_too_large',
          'audio_too_long',
          'at_capacity',
          'upstream_timeout',
        ),
      },
    },
  },
  '/api/voxformer/health': {
    servers: gateway,
    get: {
      tags: ['speech to text'],
      summary: 'Who answers for VoxFormer',
      responses: {
        200: json('VoxFormer, or another in its place.', voxformerHealthSchema),
        503: json('Nobody can.', voxformerHealthSchema),
      },
    },
  },
};
