import { readEnvironment, serviceEnvironment, toServerConfig } from '@parley/service-kit';
import { z } from 'zod';

const defaultInstructions =
  'You are Parley, a friendly person in a video call. You listen, you answer briefly, and you ask back now and then.';

const defaultModel = 'Qwen/Qwen2.5-7B-Instruct-AWQ';

/** Loopback only. The last is vLLM's own default and our gateway's: where that stands, it is passed over. */
const usualAddresses = [11_434, 1_234, 8_080, 8_089, 8_000]
  .map((port) => `http://127.0.0.1:${port}/v1`)
  .join(',');

export const environmentSchema = z.object({
  ...serviceEnvironment(8088),
  STT_URL: z.url().default('http://127.0.0.1:8083').describe('Where speech is recognised'),
  TTS_URL: z.url().default('http://127.0.0.1:8082').describe('Where speech is synthesised'),
  AVATAR_URL: z.url().default('http://127.0.0.1:8081').describe('Where the face is rendered'),
  LLM_BASE_URL: z
    .url()
    .optional()
    .describe('Any OpenAI-compatible server, up to /v1; one of this machine is looked for where unset'),
  LLM_MODEL: z
    .string()
    .optional()
    .describe(
      `The model asked for there: ${defaultModel} where unset; without LLM_BASE_URL, the one to find`,
    ),
  LLM_DISCOVERY: z
    .enum(['on', 'off'])
    .default('on')
    .describe('Whether to look for a language model where LLM_BASE_URL is unset'),
  LLM_DISCOVERY_URLS: z
    .string()
    .default(usualAddresses)
    .transform((value) => value.split(',').map((url) => url.trim()))
    .pipe(z.array(z.url()))
    .describe('Where to look: Ollama, LM Studio, llama.cpp, and vLLM of Compose and on its own'),
  LLM_API_KEY: z.string().optional().describe('Its key, where it wants one'),
  LLM_MAX_TOKENS: z.coerce.number().int().positive().default(256).describe('Longest reply, in tokens'),
  LLM_TEMPERATURE: z.coerce.number().min(0).max(2).default(0.7).describe('Sampling temperature'),
  LLM_CONTEXT_TOKENS: z.coerce
    .number()
    .int()
    .positive()
    .default(4_096)
    .describe("The model's context, in tokens"),
  LLM_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .positive()
    .default(30_000)
    .describe("Longest wait for the model's first word"),
  LLM_STALL_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .positive()
    .default(10_000)
    .describe("Longest silence between two of the model's words"),
  LLM_SYSTEM_PROMPT: z.string().default(defaultInstructions).describe('Who the avatar is'),
  AGENT_LANGUAGE: z.string().default('en').describe('Language of a conversation that names none'),
  AGENT_MAX_SESSIONS: z.coerce.number().int().positive().default(32).describe('Conversations at once'),
  AGENT_IDLE_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .positive()
    .default(300_000)
    .describe('A silent client is let go'),
  AGENT_INTERRUPT_AFTER_MS: z.coerce
    .number()
    .int()
    .nonnegative()
    .default(300)
    .describe('Speech over the avatar that lasts this long interrupts it'),
});

export function readConfig(environment: NodeJS.ProcessEnv = process.env) {
  const values = readEnvironment(environmentSchema, environment);
  return Object.freeze({
    server: toServerConfig(values),
    upstream: { sttUrl: values.STT_URL, ttsUrl: values.TTS_URL, avatarUrl: values.AVATAR_URL },
    languageModel: {
      settings: {
        maxTokens: values.LLM_MAX_TOKENS,
        temperature: values.LLM_TEMPERATURE,
        contextTokens: values.LLM_CONTEXT_TOKENS,
        timeoutMs: values.LLM_TIMEOUT_MS,
        stallTimeoutMs: values.LLM_STALL_TIMEOUT_MS,
        instructions: values.LLM_SYSTEM_PROMPT,
      },
      server:
        values.LLM_BASE_URL === undefined
          ? undefined
          : {
              baseUrl: values.LLM_BASE_URL,
              model: values.LLM_MODEL ?? defaultModel,
              ...(values.LLM_API_KEY !== undefined && { apiKey: values.LLM_API_KEY }),
            },
      discovery:
        values.LLM_DISCOVERY === 'off'
          ? undefined
          : {
              urls: values.LLM_DISCOVERY_URLS,
              ...(values.LLM_MODEL !== undefined && { wanted: values.LLM_MODEL }),
            },
    },
    conversation: {
      language: values.AGENT_LANGUAGE,
      maxSessions: values.AGENT_MAX_SESSIONS,
      idleTimeoutMs: values.AGENT_IDLE_TIMEOUT_MS,
      interruptAfterMs: values.AGENT_INTERRUPT_AFTER_MS,
    },
  });
}

export type AgentConfig = ReturnType<typeof readConfig>;
