import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeLanguageServer } from '../../testing/fake-language-server.js';
import {
  llamaCppLists,
  lmStudioLists,
  ollamaLists,
  parleyLists,
  vllmLists,
} from '../../testing/product-lists.js';
import { ScriptedReplier } from '../scripted/scripted-replier.js';
import { LocalModelFinder } from './local-model-finder.js';

const never = new AbortController().signal;
const settings = {
  maxTokens: 16,
  temperature: 0,
  contextTokens: 4_096,
  instructions: 'You are Parley.',
  timeoutMs: 5_000,
  stallTimeoutMs: 5_000,
};

describe('a language model that is found by itself', () => {
  let servers: FakeLanguageServer[];
  let told: string[];
  let nowMs: number;

  beforeEach(() => {
    servers = [];
    told = [];
    nowMs = 0;
  });
  afterEach(() => Promise.all(servers.map((server) => server.close())));

  const serve = async (lists: Record<string, unknown>, port = 0) => {
    const server = await new FakeLanguageServer(lists).listen(port);
    servers.push(server);
    return server;
  };
  const findAt = async (urls: readonly string[], wanted?: string) => {
    const finder = new LocalModelFinder({
      urls,
      settings,
      fallback: new ScriptedReplier(),
      onFound: ({ model, product, howToChooseAnother }) =>
        told.push(`found ${model} on ${product}`, howToChooseAnother),
      onLost: ({ model }) => told.push(`lost ${model}`),
      intervalMs: 0,
      now: () => nowMs,
      ...(wanted !== undefined && { wanted }),
    });
    await finder.start();
    return finder;
  };
  const replyOf = async (finder: LocalModelFinder) => {
    const messages = [{ role: 'user' as const, text: 'x'.repeat(20_000) }];
    let reply = '';
    for await (const word of finder.current.reply({ messages, language: 'en', level: 'advanced' }, never)) {
      reply += word;
    }
    return reply;
  };
  const better = (finder: LocalModelFinder) => finder.status().betterEngine?.howToGetIt;

  it('talks to Ollama: to what is loaded there, in the context that it has, and says so', async () => {
    const ollama = await serve(
      ollamaLists([
        { name: 'nomic-embed-text:latest', family: 'nomic-bert', parameters: '137M' },
        { name: 'gpt-oss:120b-cloud', parameters: '116.8B', remote: true },
        { name: 'renamed:latest', parameters: '3B', remote: true },
        { name: 'llama3.2:3b', parameters: '3.2B' },
        { name: 'qwen2.5:7b', parameters: '7.6B', running: true },
      ]),
    );
    const finder = await findAt([ollama.baseUrl]);
    expect(finder.status()).toMatchObject({
      id: 'qwen2.5:7b',
      description: `qwen2.5:7b on Ollama at ${ollama.baseUrl}, found by itself`,
      embedded: false,
      ready: true,
    });
    expect(better(finder)).toBe(
      'Found by itself on Ollama. Set LLM_MODEL to another that is there (llama3.2:3b), or LLM_BASE_URL and LLM_MODEL; LLM_DISCOVERY=off looks for none.',
    );
    expect(told).toEqual(['found qwen2.5:7b on Ollama', better(finder)]);
    expect(await replyOf(finder)).toBe('Hello.');
    const [chat] = ollama.chats;
    expect(chat?.body).toMatchObject({ model: 'qwen2.5:7b', max_tokens: 16 });
    // Its context of 2,048 tokens, and not the 4,096 that are configured, bounds what is sent.
    expect(JSON.stringify(chat?.body).length).toBeLessThan(2_048 * 3 + 1_000);
    expect(chat?.headers.authorization).toBeUndefined();
  });

  it('talks to LM Studio, by the types and states of its own list', async () => {
    const { baseUrl } = await serve(
      lmStudioLists([
        { id: 'gemma-3-4b', type: 'llm', state: 'not-loaded' },
        { id: 'vectors-of-mine', type: 'embeddings', state: 'loaded' },
        { id: 'qwen2-vl-7b-instruct', type: 'vlm', state: 'loaded' },
      ]),
    );
    const finder = await findAt([baseUrl]);
    expect(finder.status().description).toBe(
      `qwen2-vl-7b-instruct on LM Studio at ${baseUrl}, found by itself`,
    );
    expect(better(finder)).toContain('(gemma-3-4b)');
  });

  it.each([
    ['vLLM', vllmLists('Qwen/Qwen2.5-7B-Instruct-AWQ', 1_024)],
    ['llama.cpp', llamaCppLists('models/gemma-3-4b-it-Q8_0.gguf', 3_880_099_328)],
    ['an OpenAI-compatible server', { '/v1/models': { data: [{ id: 'some-chat-model' }] } }],
  ])('talks to %s', async (product, lists) => {
    const { baseUrl } = await serve(lists);
    const finder = await findAt([baseUrl]);
    expect(finder.status().description).toContain(` on ${product} at ${baseUrl}`);
    expect(await replyOf(finder)).toBe('Hello.');
  });

  it('prefers what is loaded over what is first', async () => {
    const ollama = await serve(ollamaLists([{ name: 'llama3.2:3b', parameters: '3.2B' }]));
    const vllm = await serve(vllmLists('Qwen/Qwen2.5-7B-Instruct', 4_096));
    const finder = await findAt([ollama.baseUrl, vllm.baseUrl]);
    expect(finder.status().id).toBe('Qwen/Qwen2.5-7B-Instruct');
    expect(better(finder)).toContain('llama3.2:3b (Ollama)');
  });

  it('takes the model that is named, and says where it is not', async () => {
    const { baseUrl } = await serve(
      ollamaLists([
        { name: 'llama3.2:latest', parameters: '3.2B' },
        { name: 'qwen2.5:7b', parameters: '7.6B', running: true },
      ]),
    );
    expect((await findAt([baseUrl], 'llama3.2')).status().id).toBe('llama3.2:latest');
    const without = await findAt([baseUrl], 'mistral');
    expect(without.status().id).toBe('scripted');
    expect(better(without)).toContain('LLM_MODEL=mistral is not at Ollama');
    expect(better(without)).toContain('there are llama3.2:latest, qwen2.5:7b');
  });

  it('repeats what it hears where nobody answers or no model suits, and says what to do', async () => {
    const gone = await serve({});
    const { baseUrl: emptyUrl } = gone;
    await gone.close();
    servers = [];
    const alone = await findAt([emptyUrl]);
    expect(alone.status()).toMatchObject({ id: 'scripted', embedded: true });
    expect(better(alone)).toContain(`one that answers at ${new URL(emptyUrl).host} is taken by itself`);
    const { baseUrl } = await serve(
      ollamaLists([{ name: 'nomic-embed-text:latest', family: 'nomic-bert', parameters: '137M' }]),
    );
    expect(better(await findAt([baseUrl]))).toMatch(/^Ollama at .* has no model of this machine that chats/);
  });

  it('passes over our own gateway and other programs, and asks them seldom', async () => {
    const gateway = await serve(parleyLists);
    const other = await serve({});
    const finder = await findAt([gateway.baseUrl, other.baseUrl]);
    expect(finder.status().id).toBe('scripted');
    await finder.look();
    expect(gateway.asked).toEqual(['/v1/models']);
    expect(other.asked).toEqual(['/v1/models']);
    other.lists = vllmLists('Qwen/Qwen2.5-3B-Instruct', 4_096);
    nowMs += 5 * 60_000;
    await finder.look();
    expect(finder.status().id).toBe('Qwen/Qwen2.5-3B-Instruct');
    expect(gateway.chats).toEqual([]);
  });

  it('falls back where the server goes away, takes it again, and leaves conversations their model', async () => {
    const lists = ollamaLists([{ name: 'llama3.2:3b', parameters: '3.2B' }]);
    const first = await serve(lists);
    const { port } = first;
    const finder = await findAt([first.baseUrl]);
    const ofConversation = finder.current;
    await first.close();
    servers = [];
    // The conversation under way meets the failure, and that alone makes the next one begin without the model.
    await expect(replyOf(finder)).rejects.toMatchObject({ reason: 'unreachable' });
    await expect.poll(() => finder.current.id).toBe('scripted');
    await serve(lists, port);
    await finder.look();
    expect(finder.current.id).toBe('llama3.2:3b');
    expect(told.filter((line) => /^(found|lost)/.test(line))).toEqual([
      'found llama3.2:3b on Ollama',
      'lost llama3.2:3b',
      'found llama3.2:3b on Ollama',
    ]);
    const words = ofConversation.reply({ messages: [], language: 'en', level: 'advanced' }, never);
    expect(await words[Symbol.asyncIterator]().next()).toEqual({ done: false, value: 'Hello.' });
  });

  it('stays with its model while that is there, whatever else appears, and looks again by itself', async () => {
    const ollama = await serve(ollamaLists([{ name: 'llama3.1:8b', parameters: '8.0B' }]));
    const finder = new LocalModelFinder({
      urls: [ollama.baseUrl],
      settings,
      fallback: new ScriptedReplier(),
      onFound: ({ model }) => told.push(model),
      onLost: () => undefined,
      intervalMs: 5,
    });
    await finder.start();
    ollama.lists = ollamaLists([
      { name: 'llama3.1:8b', parameters: '8.0B' },
      { name: 'llama3.2:3b', parameters: '3.2B', running: true },
    ]);
    const askedBefore = ollama.asked.length;
    await expect.poll(() => ollama.asked.length).toBeGreaterThan(askedBefore + 6);
    expect(finder.current.id).toBe('llama3.1:8b');
    ollama.lists = ollamaLists([{ name: 'llama3.2:3b', parameters: '3.2B' }]);
    await expect.poll(() => finder.current.id).toBe('llama3.2:3b');
    finder.stop();
    expect(told).toEqual(['llama3.1:8b', 'llama3.2:3b']);
  });
});
