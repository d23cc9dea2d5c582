import type { ZodOpenApiPathItemObject } from 'zod-openapi';

type Servers = NonNullable<ZodOpenApiPathItemObject['servers']>;

const behind = (prefix: string, port: number, description: string): Servers => [
  { url: prefix, description: `${description}, through the gateway` },
  { url: `http://localhost:${port}`, description },
];

/** Where endpoints are found: first through the gateway that serves the page, then at the service itself. */
export const servers: Record<
  'gateway' | 'operators' | 'textToSpeech' | 'speechToText' | 'avatar' | 'agent',
  Servers
> = {
  gateway: [
    { url: '/', description: 'the gateway that serves this page' },
    { url: 'http://localhost:8000', description: 'the gateway' },
  ],
  operators: [{ url: 'http://localhost:8005', description: "the operators' door" }],
  textToSpeech: behind('/tts', 8082, 'text to speech'),
  speechToText: [
    ...behind('/stt', 8083, 'speech to text'),
    ...behind('/canary', 8084, 'speech to text, Canary'),
    ...behind('/ctc', 8087, 'speech to text, CTC'),
  ],
  avatar: behind('/avatar', 8081, 'the avatar'),
  agent: behind('/agent', 8088, 'the conversation'),
};
