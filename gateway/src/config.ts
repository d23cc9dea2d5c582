import { maxJobTextCharacters } from '@parley/contracts';
import { commaSeparated, readEnvironment, serviceEnvironment, toServerConfig } from '@parley/service-kit';
import { z } from 'zod';
import { isLoopback } from './access/loopback.js';

const address = (fallback: string) => z.url({ protocol: /^https?$/ }).default(fallback);
const defaultUiUrl = 'https://localhost:8085';

const variables = z.object({
  ...serviceEnvironment(8000),
  HOST: z
    .string()
    .optional()
    .describe('Address to listen on; 127.0.0.1 where unset, 0.0.0.0 where PARLEY_API_KEYS is set'),
  OPERATOR_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(8005)
    .describe("Port of the operators' door"),
  OPERATOR_HOST: z.string().default('127.0.0.1').describe("Address that the operators' door listens on"),
  PARLEY_API_KEYS: commaSeparated.describe(
    'Keys that callers must show, separated by commas; none asked where unset',
  ),
  PARLEY_ALLOW_OPEN: z
    .stringbool()
    .default(false)
    .describe('Listen beyond this machine without keys, where something else guards the ports'),
  PARLEY_PUBLISHED_ON: z
    .string()
    .optional()
    .describe("Address on which Docker publishes the ports: what counts in place of the container's own"),
  CORS_ORIGINS: commaSeparated.describe('Origins whose pages may call from a browser; * for any'),
  RATE_LIMIT_PER_MINUTE: z.coerce
    .number()
    .int()
    .nonnegative()
    .default(0)
    .describe('Requests a minute for each key or address; 0 for no limit'),
  GATEWAY_MAX_SOCKETS: z.coerce.number().int().positive().default(500).describe('WebSockets at once'),
  JOB_MAX_TEXT_CHARACTERS: z.coerce
    .number()
    .int()
    .positive()
    .default(maxJobTextCharacters)
    .describe('Longest text of one job'),
  REDIS_URL: z.string().default('redis://127.0.0.1:6379').describe('Where the job queues live'),
  STT_URL: address('http://127.0.0.1:8083').describe('Address of the speech-to-text service'),
  STT_CANARY_URL: address('http://127.0.0.1:8084').describe('Address of the Canary speech-to-text service'),
  STT_CTC_URL: address('http://127.0.0.1:8087').describe(
    'Address of the CTC (VoxFormer) speech-to-text service',
  ),
  TTS_URL: address('http://127.0.0.1:8082').describe('Address of the text-to-speech service'),
  AVATAR_URL: address('http://127.0.0.1:8081').describe('Address of the avatar service'),
  AGENT_URL: address('http://127.0.0.1:8088').describe('Address of the conversation service'),
  UI_URL: address(defaultUiUrl).describe('Address of the page, as the gateway reaches it'),
  UI_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      "Address of the page, as browsers reach it; the caller's host name with UI_URL's port where unset",
    ),
});

/** What the gateway reads. A door that anyone on the network could use is refused, unless it is asked for. */
export const environmentSchema = variables.superRefine((values, context) => {
  if (values.PARLEY_API_KEYS.length > 0 || values.PARLEY_ALLOW_OPEN) return;
  const doors =
    values.PARLEY_PUBLISHED_ON === undefined
      ? (['HOST', 'OPERATOR_HOST'] as const)
      : (['PARLEY_PUBLISHED_ON'] as const);
  for (const variable of doors) {
    const host = values[variable];
    if (host === undefined || isLoopback(host)) continue;
    context.addIssue({
      code: 'custom',
      path: [variable],
      message:
        `${host} would let anyone on the network use Parley. Set PARLEY_API_KEYS to the keys that callers must ` +
        'show, or PARLEY_ALLOW_OPEN=true where a firewall or a proxy guards the port.',
    });
  }
});

/** @throws ConfigurationError naming every variable at fault. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env) {
  const values = readEnvironment(environmentSchema, environment);
  const openAddress = values.PARLEY_API_KEYS.length > 0 ? '0.0.0.0' : '127.0.0.1';
  const server = toServerConfig({ ...values, HOST: values.HOST ?? openAddress });
  return Object.freeze({
    server,
    operatorServer: { ...server, host: values.OPERATOR_HOST, port: values.OPERATOR_PORT },
    apiKeys: values.PARLEY_API_KEYS,
    corsOrigins: values.CORS_ORIGINS,
    requestsPerMinute: values.RATE_LIMIT_PER_MINUTE,
    maxSockets: values.GATEWAY_MAX_SOCKETS,
    jobLimits: {
      maxUploadBytes: server.maxUploadBytes,
      maxTextCharacters: values.JOB_MAX_TEXT_CHARACTERS,
    },
    redisUrl: values.REDIS_URL,
    uiPublicUrl: values.UI_PUBLIC_URL,
    urls: {
      stt: values.STT_URL,
      'stt-canary': values.STT_CANARY_URL,
      'stt-ctc': values.STT_CTC_URL,
      tts: values.TTS_URL,
      avatar: values.AVATAR_URL,
      agent: values.AGENT_URL,
      ui: values.UI_URL,
    },
  });
}

export type GatewayConfig = ReturnType<typeof readConfig>;
