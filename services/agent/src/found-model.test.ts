import { statusSchema } from '@parley/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from './config.js';
import { createContext } from './context.js';
import { AgentService } from './service.js';
import { FakeLanguageServer, replyWith } from './testing/fake-language-server.js';
import { FakeService } from './testing/fake-service.js';
import { ollamaLists } from './testing/product-lists.js';
import { TestClient } from './testing/test-client.js';

/** A voice that says anything in 20 ms. */
const tts = () =>
  new FakeService('/stream', (socket) => {
    socket.send(JSON.stringify({ type: 'speech-start', sampleRate: 24_000, engine: 'fake', language: 'en' }));
    socket.send(new Uint8Array(20 * 48));
    socket.send(JSON.stringify({ type: 'speech-end', durationMs: 20 }));
  });

describe('a conversation with the language model of this machine', () => {
  let ollama: FakeLanguageServer;
  let voice: FakeService;
  let service: AgentService | undefined;
  let clients: TestClient[];

  beforeEach(async () => {
    clients = [];
    voice = tts();
    ollama = new FakeLanguageServer(ollamaLists([{ name: 'llama3.2:3b', parameters: '3.2B' }]));
    await ollama.listen();
  });
  afterEach(async () => {
    for (const client of clients) client.close();
    await service?.stop();
    await voice.close();
    await ollama.close();
  });

  const start = async (environment: Record<string, string> = {}) => {
    const nobody = 'http://127.0.0.1:9';
    const config = readConfig({
      PORT: '0',
      LOG_LEVEL: 'error',
      STT_URL: nobody,
      TTS_URL: await voice.listen(),
      AVATAR_URL: nobody,
      LLM_DISCOVERY_URLS: `${ollama.baseUrl}, ${nobody}/v1`,
      ...environment,
    });
    const started = new AgentService(createContext(config));
    service = started;
    await started.start();
    return started.http.url;
  };
  const open = async (url: string) => {
    const client = await TestClient.open(`${url}/ws/conversation`);
    clients.push(client);
    return { client, model: (await client.wait('connected')).engines.llm };
  };
  const say = async (client: TestClient, text: string, turn = 0) => {
    client.send({ type: 'text', text });
    await client.wait('turn_complete', turn);
    return client.all('ai_text').findLast(({ is_final }) => is_final)?.text;
  };

  it('simply talks to it, and says in /status which it took and how to choose another', async () => {
    ollama.chat = replyWith('Nice to ', 'meet you.');
    const url = await start();
    const { client, model } = await open(url);
    expect(model).toBe('llama3.2:3b');
    expect(await say(client, 'hello')).toBe('Nice to meet you.');
    const { engine } = statusSchema.parse(await (await fetch(`${url}/status`)).json());
    expect(engine).toMatchObject({ id: 'llama3.2:3b', embedded: false });
    expect(engine?.description).toMatch(/llama3\.2:3b on Ollama at .*, found by itself/);
    expect(engine?.betterEngine?.howToGetIt).toMatch(/LLM_MODEL.*LLM_DISCOVERY=off/);
  });

  it('says aloud that it is gone; the next conversation is repeated to, and this one goes on when it is back', async () => {
    const { port } = ollama;
    const url = await start();
    const { client } = await open(url);
    expect(await say(client, 'hello')).toBe('Hello.');
    await ollama.close();
    expect(await say(client, 'are you there', 1)).toMatch(/^I am sorry, I cannot reach my language model/);
    await expect.poll(async () => (await open(url)).model).toBe('scripted');
    ollama = await new FakeLanguageServer(ollama.lists).listen(port);
    expect(await say(client, 'and now', 2)).toBe('Hello.');
  });

  it('looks for none where it is told not to', async () => {
    const url = await start({ LLM_DISCOVERY: 'off' });
    expect((await open(url)).model).toBe('scripted');
    expect(ollama.asked).toEqual([]);
  });

  it('looks for none where one is configured', async () => {
    const url = await start({ LLM_BASE_URL: ollama.baseUrl, LLM_MODEL: 'mine' });
    const { client, model } = await open(url);
    expect(model).toBe('mine');
    expect(await say(client, 'hello')).toBe('Hello.');
    expect(ollama.asked).toEqual(['/v1/chat/completions']);
  });
});
