import { readEnvironment, serviceEnvironment, toServerConfig } from '@parley/service-kit';
import { z } from 'zod';

const defaultInstructions =
  'You are Parley, a friendly person in a video call. You listen, you answer briefly, and you ask back now and then.';

export const environmentSchema = z.object({
  ...serviceEnvironment(8088),
  STT_URL: z.url().default('http://127.0.0.1:8083').describe('Where speech is recognised'),
  TTS_URL: z.url().default('http://127.0.0.1:8082').describe('Where speech is synthesised'),
  AVATAR_URL: z.url().default('http://127.0.0.1:8081').describe('Where the face is rendered'),
  LLM_BASE_URL: z
    .url()
    .optional()
    .describe('Any OpenAI-compatible server, up to /v1; scripted replies where unset'),
  LLM_MODEL: z.string().default('Qwen/Qwen2.5-7B-Instruct-AWQ').describe('The model asked for there'),
  LLM_API_KEY: z.string().optional().describe('Its key, where it wants one'),
  LLM_MAX_TOKENS: z.coerce.number().int().positive().default(256).describe('Longest reply, in tokens'),
  LLM_TEMPERATURE: z.coerce.number().min(0).max(2).default(0.7).describe('Sampling temperature'),
  LLM_CONTEXT_TOKENS: z.coerce
    .number()
    .int()
    .positive()
    .default(4_096)
    .describe("The model's context, in tokens"),
  LLM_TIMEOUT_MS: z.coerce.number().int().positive().default(30_000).describe('Longest wait for the model'),
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
    languageModel:
      values.LLM_BASE_URL === undefined
        ? undefined
        : {
            baseUrl: values.LLM_BASE_URL,
            model: values.LLM_MODEL,
            ...(values.LLM_API_KEY !== undefined && { apiKey: values.LLM_API_KEY }),
            maxTokens: values.LLM_MAX_TOKENS,
            temperature: values.LLM_TEMPERATURE,
            contextTokens: values.LLM_CONTEXT_TOKENS,
            timeoutMs: values.LLM_TIMEOUT_MS,
            instructions: values.LLM_SYSTEM_PROMPT,
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
