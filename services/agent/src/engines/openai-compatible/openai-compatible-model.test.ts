import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fitToContext } from './context-window.js';
import { OpenAiCompatibleModel } from './openai-compatible-model.js';

const never = new AbortController().signal;

describe('an OpenAI-compatible model', () => {
  let server: Server;
  let requests: { body: Record<string, unknown>; authorization: string | undefined }[];
  let answer: (write: (data: string) => void, end: () => void) => void;
  let closedEarly = false;

  beforeEach(async () => {
    requests = [];
    closedEarly = false;
    server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => (text += chunk));
      request.on('end', () => {
        requests.push({ body: JSON.parse(text), authorization: request.headers.authorization });
        response.on('close', () => (closedEarly = !response.writableEnded));
        answer(
          (data) => response.write(data),
          () => response.end(),
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const create = (fields = {}) =>
    new OpenAiCompatibleModel({
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`,
      model: 'tiny',
      apiKey: 'secret',
      maxTokens: 256,
      temperature: 0.7,
      contextTokens: 4_096,
      instructions: 'You are Parley.',
      timeoutMs: 500,
      ...fields,
    });
  const delta = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
  const ask = (model: OpenAiCompatibleModel, signal = never) =>
    model.reply({ messages: [{ role: 'user', text: 'Hi' }], language: 'de', level: 'beginner' }, signal);

  it('streams words, cut anywhere on their way', async () => {
    answer = (write, end) => {
      const bytes = `${delta('Hallo')}: comment\n\n${delta(' Wält')}data: [DONE]\n\n`;
      for (const part of [bytes.slice(0, 20), bytes.slice(20, 61), bytes.slice(61)]) write(part);
      end();
    };
    const words: string[] = [];
    for await (const word of ask(create())) words.push(word);
    expect(words).toEqual(['Hallo', ' Wält']);
    expect(requests[0]?.authorization).toBe('Bearer secret');
    expect(requests[0]?.body).toMatchObject({
      model: 'tiny',
      stream: true,
      max_tokens: 256,
      temperature: 0.7,
    });
    expect(JSON.stringify(requests[0]?.body)).toMatch(/You are Parley[\s\S]*German[\s\S]*beginner/);
  });

  it('lets go of the server when the reply is no longer wanted', async () => {
    answer = (write) => write(delta('One'));
    for await (const _ of ask(create())) break;
    await expect.poll(() => closedEarly).toBe(true);
  });

  it('says what to check where the server fails, is silent, or talks nonsense', async () => {
    const failing = async (model: OpenAiCompatibleModel) => {
      for await (const _ of ask(model)) continue;
    };
    answer = () => undefined;
    await expect(failing(create())).rejects.toMatchObject({ code: 'upstream_unavailable' });
    answer = (write, end) => {
      write('data: {"choices": 5}\n\n');
      end();
    };
    await expect(failing(create())).rejects.toThrow(/LLM_BASE_URL/);
    await expect(failing(create({ baseUrl: 'http://127.0.0.1:9/v1' }))).rejects.toMatchObject({
      code: 'upstream_unavailable',
    });
  });
});

describe('the context window', () => {
  const messages = Array.from({ length: 50 }, (_, n) => ({
    role: 'user' as const,
    text: `${n} ${'x'.repeat(300)}`,
  }));

  it('keeps the newest messages, and always the last', () => {
    const kept = fitToContext(messages, { contextTokens: 1_000, reservedTokens: 300 });
    expect(kept.at(-1)).toEqual(messages.at(-1));
    expect(kept.length).toBeGreaterThan(3);
    expect(kept.length).toBeLessThan(10);
    const [only] = fitToContext([{ role: 'user', text: 'y'.repeat(9_000) }], {
      contextTokens: 500,
      reservedTokens: 100,
    });
    expect(only?.text.length).toBeLessThanOrEqual(1_200);
  });
});
