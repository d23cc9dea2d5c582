import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeLanguageServer, delta, replyWith } from '../../testing/fake-language-server.js';
import { LanguageModelFailure } from '../language-model-failure.js';
import { fitToContext } from './context-window.js';
import { OpenAiCompatibleModel, type OpenAiCompatibleOptions } from './openai-compatible-model.js';

const never = new AbortController().signal;

describe('an OpenAI-compatible model', () => {
  let server: FakeLanguageServer;

  beforeEach(async () => {
    server = await new FakeLanguageServer().listen();
  });
  afterEach(() => server.close());

  const create = (fields: Partial<OpenAiCompatibleOptions> = {}) =>
    new OpenAiCompatibleModel({
      baseUrl: `${server.baseUrl}/`,
      model: 'tiny',
      apiKey: 'secret',
      maxTokens: 256,
      temperature: 0.7,
      contextTokens: 4_096,
      instructions: 'You are Parley.',
      timeoutMs: 5_000,
      stallTimeoutMs: 5_000,
      description: 'a model',
      remedy: 'Check LLM_BASE_URL.',
      mayUseProxy: false,
      ...fields,
    });
  const ask = (model: OpenAiCompatibleModel, signal = never) =>
    model.reply({ messages: [{ role: 'user', text: 'Hi' }], language: 'de', level: 'beginner' }, signal);
  const wordsOf = async (model: OpenAiCompatibleModel, signal = never) => {
    const words: string[] = [];
    for await (const word of ask(model, signal)) words.push(word);
    return words;
  };
  /** What the model says before it fails, and how it fails. */
  const failureOf = async (model: OpenAiCompatibleModel) => {
    const words: string[] = [];
    try {
      for await (const word of ask(model)) words.push(word);
    } catch (error) {
      if (error instanceof LanguageModelFailure) return { words, failure: error };
    }
    throw new Error('It did not fail as a language model does.');
  };

  it('streams words, cut anywhere on their way', async () => {
    server.chat = (response) => {
      const bytes = `${delta('Hallo')}: comment\n\n${delta(' Wält')}data: [DONE]\n\n`;
      for (const part of [bytes.slice(0, 20), bytes.slice(20, 61), bytes.slice(61)]) response.write(part);
      response.end();
    };
    expect(await wordsOf(create())).toEqual(['Hallo', ' Wält']);
    const [chat] = server.chats;
    expect(chat?.headers.authorization).toBe('Bearer secret');
    expect(chat?.body).toMatchObject({ model: 'tiny', stream: true, max_tokens: 256, temperature: 0.7 });
    expect(JSON.stringify(chat?.body)).toMatch(/You are Parley[\s\S]*German[\s\S]*beginner/);
  });

  it('keeps to itself what the model thinks before it speaks', async () => {
    server.chat = replyWith('<thi', 'nk>The person', ' greets me.</think>', '\n\n', 'Hello.');
    expect(await wordsOf(create())).toEqual(['Hello.']);
    server.chat = replyWith('<think>I go on and on');
    expect((await failureOf(create())).failure).toMatchObject({ reason: 'empty' });
  });

  it('lets go of the server when the reply is no longer wanted', async () => {
    server.chat = (response) => response.write(delta('One'));
    for await (const _ of ask(create())) break;
    await expect.poll(() => server.leftEarly).toBe(1);
  });

  it('calls a reply that was cancelled no failure', async () => {
    const abort = new AbortController();
    const model = create();
    server.chat = () => abort.abort();
    await expect(wordsOf(model, abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(model.status().ready).toBe(true);
  });

  it.each([
    [401, 'unauthorized', 'upstream_unavailable', /refuses the key \(HTTP 401\)/],
    [403, 'unauthorized', 'upstream_unavailable', /refuses the key/],
    [404, 'unknown-model', 'upstream_unavailable', /"tiny" is unknown to its server/],
    [429, 'busy', 'upstream_unavailable', /overloaded/],
    [503, 'busy', 'upstream_unavailable', /overloaded/],
    [500, 'failed', 'upstream_unavailable', /failed \(HTTP 500\)/],
  ])('tells HTTP %i from other failures', async (status, reason, code, message) => {
    server.chat = (response) => response.writeHead(status, { 'retry-after': '7' }).end('{"error":{}}');
    const model = create();
    const { failure } = await failureOf(model);
    expect(failure).toMatchObject({ reason, code, retryAfterMs: 7_000 });
    expect(failure.message).toMatch(message);
    expect(failure.message).toContain('Check LLM_BASE_URL.');
    expect(model.status()).toMatchObject({
      ready: false,
      description: expect.stringMatching(/^a model\. The/),
    });
    server.chat = replyWith('Back.');
    expect(await wordsOf(model)).toEqual(['Back.']);
    expect(model.status()).toMatchObject({ ready: true, description: 'a model' });
  });

  it('tells a server that is not there', async () => {
    const model = create();
    await server.close();
    expect((await failureOf(model)).failure).toMatchObject({ reason: 'unreachable' });
    server = await new FakeLanguageServer().listen();
  });

  it('gives up a server that does not begin: no answer, or only signs of life', async () => {
    server.chat = () => undefined;
    const silent = await failureOf(create({ timeoutMs: 100 }));
    expect(silent.failure).toMatchObject({ reason: 'late', code: 'upstream_timeout' });
    let signsOfLife: NodeJS.Timeout | undefined;
    server.chat = (response) => {
      signsOfLife = setInterval(() => response.write(`: wait\n\n${delta('')}`), 10);
    };
    expect((await failureOf(create({ timeoutMs: 100 }))).failure.reason).toBe('late');
    clearInterval(signsOfLife);
    await expect.poll(() => server.leftEarly).toBe(2);
  });

  it('gives up a server that falls silent in the middle, and keeps what it said', async () => {
    server.chat = (response) => response.write(delta('I think'));
    const { words, failure } = await failureOf(create({ stallTimeoutMs: 100 }));
    expect(words).toEqual(['I think']);
    expect(failure).toMatchObject({ reason: 'stalled', code: 'upstream_timeout' });
    await expect.poll(() => server.leftEarly).toBe(1);
  });

  it('does not count the time in which its words are spoken', async () => {
    let end: (() => void) | undefined;
    server.chat = (response) => {
      response.write(`${delta('One')}${delta(' two')}`);
      end = () => response.end(delta(' three'));
    };
    const words: string[] = [];
    for await (const word of ask(create({ stallTimeoutMs: 200 }))) {
      words.push(word);
      const spokenFrom = performance.now();
      await expect.poll(() => performance.now() - spokenFrom).toBeGreaterThan(400);
      if (word === ' two') end?.();
    }
    expect(words).toEqual(['One', ' two', ' three']);
  });

  it('tells a reply that breaks off, one that is empty, and one that makes no sense', async () => {
    server.chat = (response) => response.write(delta('One'), () => response.destroy());
    expect(await failureOf(create())).toMatchObject({ words: ['One'], failure: { reason: 'failed' } });
    server.chat = replyWith('', ' \n');
    expect((await failureOf(create())).failure).toMatchObject({ reason: 'empty' });
    for (const nonsense of [
      'data: {"choices": 5}\n\n',
      'data: {"error":{"message":"no memory"}}\n\n',
      'data: {[\n\n',
    ]) {
      server.chat = (response) => response.end(nonsense);
      expect((await failureOf(create())).failure).toMatchObject({ reason: 'failed' });
    }
  });

  it('answers an instruction with JSON, or says that it was too slow', async () => {
    server.chat = (response) =>
      response.end(JSON.stringify({ choices: [{ message: { content: '{"summary":"short"}' } }] }));
    expect(await create().answerJson('Sum up.', never)).toEqual({ summary: 'short' });
    server.chat = () => undefined;
    await expect(create({ timeoutMs: 100 }).answerJson('Sum up.', never)).rejects.toMatchObject({
      reason: 'late',
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
