import { ParleyError, decodeMediaPacket, encodeMediaPacket } from '@parley/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { readConfig } from './config.js';
import { createContext } from './context.js';
import { LanguageModelFailure } from './engines/language-model-failure.js';
import type { LanguageModel } from './engines/language-model.js';
import { onlyModel } from './engines/registry.js';
import { ScriptedReplier } from './engines/scripted/scripted-replier.js';
import { AgentService } from './service.js';
import { FakeService } from './testing/fake-service.js';
import { TestClient } from './testing/test-client.js';

/** 2,000 ms of PCM16 at 24 kHz for whatever is to be said. */
const spokenMs = 2_000;

function speakForTwoSeconds(socket: WebSocket): void {
  speakFor(socket, spokenMs);
}

function speakFor(socket: WebSocket, durationMs: number): void {
  socket.send(JSON.stringify({ type: 'speech-start', sampleRate: 24_000, engine: 'fake', language: 'en' }));
  const visemes = [{ viseme: 'aa', timeMs: 0, durationMs }];
  socket.send(JSON.stringify({ type: 'visemes', visemes }));
  socket.send(new Uint8Array(durationMs * 48));
  socket.send(JSON.stringify({ type: 'speech-end', durationMs }));
}

describe('a conversation', () => {
  let stt: FakeService;
  let tts: FakeService;
  let avatar: FakeService;
  let service: AgentService;
  let model: LanguageModel;
  let client: TestClient;
  let ttsUrl: string;

  beforeEach(async () => {
    stt = new FakeService('/ws');
    tts = new FakeService('/stream', speakForTwoSeconds);
    avatar = new FakeService('/live');
    model = new ScriptedReplier();
    ttsUrl = await tts.listen();
    const environment = {
      PORT: '0',
      LOG_LEVEL: 'error',
      STT_URL: await stt.listen(),
      TTS_URL: ttsUrl,
      AVATAR_URL: await avatar.listen(),
      AGENT_INTERRUPT_AFTER_MS: '50',
    };
    const current: LanguageModel = {
      id: 'test',
      reply: (request, signal) => model.reply(request, signal),
      status: () => model.status(),
    };
    service = new AgentService(createContext(readConfig(environment), { models: onlyModel(current) }));
    await service.start();
  });

  afterEach(async () => {
    client.close();
    await service.stop();
    await Promise.all([stt.close(), tts.close(), avatar.close()]);
  });

  const open = async (query = '') => {
    client = await TestClient.open(`${service.http.url}/ws/conversation${query}`);
    await client.wait('connected');
  };
  const hear = (text: string, t0 = 0, t1 = 1_000) =>
    stt.tell({ event: 'final', text, language: 'en', segments: [], t0, t1 });
  const startListening = async () => {
    client.send(new Uint8Array(32_000));
    await expect.poll(() => stt.binaryBytes).toBe(32_000);
  };

  it('answers what it heard: transcript, words, sound, and the times of each stage', async () => {
    await open();
    await startListening();
    stt.tell({ event: 'interim', text: 'good', stable_chars: 0, t0: 0, t1: 500 });
    hear('good tea');
    const complete = await client.wait('turn_complete');
    expect(client.all('transcript').map(({ text, is_final }) => [text, is_final])).toEqual([
      ['good', false],
      ['good tea', true],
    ]);
    expect(client.all('ai_text').at(-1)).toMatchObject({ text: 'I understood: good tea', is_final: true });
    expect(client.all('ai_audio_start')).toEqual([
      { type: 'ai_audio_start', sample_rate: 24_000, turn_id: complete.turn_id, generation: 1 },
    ]);
    expect(client.audioBytes).toBe(spokenMs * 48);
    expect(complete.interrupted).toBe(false);
    const { transcriptMs, firstWordMs, firstAudioMs, firstFrameMs } = complete.latency;
    expect(transcriptMs).not.toBeNull();
    expect(firstWordMs).toBeGreaterThanOrEqual(transcriptMs ?? Infinity);
    expect(firstAudioMs).toBeGreaterThanOrEqual(firstWordMs ?? Infinity);
    expect(firstFrameMs).toBeNull();
  });

  it('gives the face the voice’s mouth shapes, and passes its frames on with headers', async () => {
    await open('?avatar=true');
    await expect.poll(() => avatar.received[0]).toMatchObject({ type: 'start', portrait: 'default' });
    client.send({ type: 'text', text: 'good tea' });
    await client.wait('ai_audio_start');
    await expect
      .poll(() => avatar.received)
      .toContainEqual(
        expect.objectContaining({ type: 'speech', generation: 1, audioUntilMs: spokenMs, final: false }),
      );
    const frame = { kind: 'jpeg' as const, sequence: 0, mediaTimeMs: 40, payload: new Uint8Array([1, 2]) };
    for (const generation of [1, 99]) {
      for (const socket of avatar.sockets) socket.send(encodeMediaPacket({ ...frame, generation }));
    }
    const complete = await client.wait('turn_complete');
    const packets = client.binary.map((bytes) => decodeMediaPacket(bytes));
    expect(packets.filter((packet) => packet?.kind === 'jpeg').map((packet) => packet?.generation)).toEqual([
      1,
    ]);
    const sound = packets.filter((packet) => packet?.kind === 'pcm');
    expect(sound.map((packet) => packet?.mediaTimeMs).slice(0, 3)).toEqual([0, 100, 200]);
    expect(complete.latency.firstFrameMs).not.toBeNull();
    expect(avatar.received.at(-1)).toMatchObject({ type: 'speech', final: true, audioUntilMs: spokenMs });
  });

  it('suggests to the face what suits the words, and goes on with another face where one is deleted', async () => {
    await open('?avatar=true');
    const portrait = 'a'.repeat(64);
    client.send({ type: 'set_portrait', portrait });
    await expect.poll(() => avatar.received).toContainEqual({ type: 'portrait', portrait });
    const replier = model;
    model = {
      id: 'moody',
      status: () => replier.status(),
      async *reply() {
        yield 'Wonderful ';
        yield '🤔. ';
      },
    };
    client.send({ type: 'text', text: 'good tea' });
    await client.wait('turn_complete');
    const told = (type: string) => avatar.received.filter((message) => message['type'] === type);
    expect(told('expression')).toMatchObject([
      { expression: 'thoughtful', hint: true },
      { expression: 'happy', hint: true },
    ]);
    avatar.tell({ type: 'portrait', portrait: 'default', reason: 'portrait-gone' });
    for (const socket of avatar.sockets) socket.close();
    await expect.poll(() => told('start').map((start) => start['portrait'])).toEqual(['default', 'default']);
  });

  it('stops model, voice and face at once when the person speaks, and remembers what was heard', async () => {
    await open('?avatar=true');
    const seen: string[][] = [];
    const replier = model;
    model = {
      ...replier,
      id: 'recording',
      status: () => replier.status(),
      async *reply({ messages }) {
        seen.push(messages.map(({ text }) => text));
        yield 'One two three four five six seven eight nine ten.';
      },
    };
    await startListening();
    hear('tell me');
    await client.wait('ai_audio_start');
    client.send({ type: 'played', generation: 1, playedMs: 400 });
    stt.tell({ event: 'speech_start', t0: 900 });
    const interrupted = await client.wait('interrupted');
    expect(interrupted.heard_ms).toBeGreaterThanOrEqual(400);
    expect((await client.wait('turn_complete')).interrupted).toBe(true);
    expect(avatar.received).toContainEqual({ type: 'speech-stop' });
    hear('and now', 1_000, 1_500);
    await client.wait('turn_complete', 1);
    expect(seen[1]?.[1]).toMatch(/^One two .*…$/);
    expect(seen[1]?.[1]).not.toContain('ten');
  });

  it('remembers what was heard of a piece that is still being sent', async () => {
    await tts.close();
    tts = new FakeService('/stream', (socket) => speakFor(socket, 8_000));
    await tts.listen(Number(new URL(ttsUrl).port));
    const words = Array.from({ length: 20 }, (_, n) => `word${n}`).join(' ');
    const seen: string[][] = [];
    model = {
      id: 'recording',
      status: () => new ScriptedReplier().status(),
      async *reply({ messages }) {
        seen.push(messages.map(({ text }) => text));
        yield `${words}.`;
      },
    };
    await open();
    client.send({ type: 'text', text: 'tell me' });
    await client.wait('ai_audio_start');
    client.send({ type: 'played', generation: 1, playedMs: 2_000 });
    client.send({ type: 'text', text: 'and now' });
    await client.wait('ai_audio_start', 1);
    expect(seen[1]?.[1]).toMatch(/^word0 word1 .*…$/);
    expect(seen[1]?.[1]).not.toContain('word12');
  });

  it('never says two replies at once, whatever comes while one is being stopped', async () => {
    await open();
    client.send({ type: 'text', text: 'first' });
    await client.wait('ai_audio_start');
    for (const text of ['second thing', 'third thing', 'fourth thing']) client.send({ type: 'text', text });
    await expect.poll(() => client.all('turn_complete').at(-1)?.interrupted).toBe(false);
    const outcomes = client.all('turn_complete').map(({ interrupted }) => interrupted);
    expect(outcomes.slice(0, -1).every(Boolean)).toBe(true);
    expect(client.all('transcript')).toHaveLength(4);
    const generations = client.all('ai_audio_start').map(({ generation }) => generation);
    expect(generations).toEqual(generations.toSorted((a, b) => a - b));
    expect(client.all('ai_text').at(-1)?.text).toContain('fourth thing');
  });

  it('is not interrupted by a cough', async () => {
    await open();
    await startListening();
    hear('tell me');
    await client.wait('ai_audio_start');
    stt.tell({ event: 'speech_start', t0: 900 });
    stt.tell({ event: 'speech_end', t1: 930 });
    expect((await client.wait('turn_complete')).interrupted).toBe(false);
  });

  it('apologises aloud where the model fails, and says why in words', async () => {
    await open();
    model = {
      id: 'broken',
      status: () => new ScriptedReplier().status(),
      reply: () => {
        throw new ParleyError('upstream_unavailable', 'The language model failed.');
      },
    };
    client.send({ type: 'text', text: 'hello' });
    await client.wait('turn_complete');
    expect(client.all('error')[0]).toMatchObject({ code: 'upstream_unavailable' });
    expect(client.all('ai_text').at(-1)?.text).toMatch(/sorry/);
    expect(client.audioBytes).toBeGreaterThan(0);
  });

  it('says aloud that the model fell silent, after what it had said', async () => {
    await open();
    model = {
      id: 'stalling',
      status: () => new ScriptedReplier().status(),
      async *reply() {
        yield 'I was about to';
        throw new LanguageModelFailure('stalled', 'The language model fell silent.');
      },
    };
    client.send({ type: 'text', text: 'hello' });
    const complete = await client.wait('turn_complete');
    expect(complete.interrupted).toBe(false);
    expect(client.all('error')).toMatchObject([{ code: 'upstream_timeout' }]);
    expect(tts.received.map(({ text }) => text)).toEqual([
      'I was about to.',
      'I am sorry, my language model fell silent. Please ask again.',
    ]);
  });

  it('ends the turn in words where there is no voice, and speaks again when it is back', async () => {
    await open();
    const port = Number(new URL(ttsUrl).port);
    await tts.close();
    client.send({ type: 'text', text: 'hello' });
    await client.wait('turn_complete');
    expect(client.all('error')[0]).toMatchObject({ code: 'upstream_unavailable' });
    tts = new FakeService('/stream', speakForTwoSeconds);
    await tts.listen(port);
    client.send({ type: 'text', text: 'hello again to you' });
    await client.wait('turn_complete', 1);
    expect(client.audioBytes).toBe(spokenMs * 48);
  });

  it('hears again after the recogniser went away, and says what was lost', async () => {
    await open();
    await startListening();
    stt.cut();
    expect((await client.wait('error')).code).toBe('upstream_unavailable');
    await expect
      .poll(() => {
        client.send(new Uint8Array(640));
        return stt.sockets.length;
      })
      .toBe(1);
    await expect.poll(() => stt.received.length).toBe(2);
    stt.tell({ event: 'started', language: 'en', engine: 'fake' });
    expect((await client.wait('status')).message).toMatch(/is back/);
    expect(client.all('error')).toHaveLength(1);
    hear('still here');
    expect((await client.wait('transcript')).text).toBe('still here');
  });

  it('says what a recogniser that is far behind could not hear', async () => {
    await open();
    await startListening();
    stt.sockets[0]?.pause();
    for (let megabyte = 0; megabyte < 16; megabyte += 1) client.send(new Uint8Array(1_000_000));
    const { dropped_ms = 0, message } = await client.wait('status');
    expect(dropped_ms).toBeGreaterThan(1_000);
    expect(message).toMatch(/could not be heard/);
  });

  it('sets the level: its rate of speech', async () => {
    await open();
    client.send({ type: 'set_level', level: 'beginner' });
    client.send({ type: 'text', text: 'hello' });
    await expect.poll(() => tts.received[0]).toMatchObject({ speed: 0.8 });
  });

  it('measures the conversation at its end', async () => {
    await open();
    await startListening();
    hear('I like tea', 0, 1_000);
    await client.wait('turn_complete');
    client.send({ type: 'end_conversation' });
    await expect.poll(() => stt.received.at(-1)).toEqual({ event: 'stop' });
    stt.tell({ event: 'stopped' });
    const { analysis } = await client.wait('analysis');
    expect(analysis).toMatchObject({ turns: 1, wordsPerMinute: 180, source: 'measured' });
    expect(analysis.vocabulary.words).toBe(3);
  });

  it('hears the last words out before it sums up, and answers them no more', async () => {
    await open();
    await startListening();
    client.send({ type: 'end_conversation' });
    await expect.poll(() => stt.received.at(-1)).toEqual({ event: 'stop' });
    hear('one last thing');
    stt.tell({ event: 'stopped' });
    const { analysis } = await client.wait('analysis');
    expect(analysis.turns).toBe(1);
    expect(client.all('transcript').at(-1)?.text).toBe('one last thing');
    expect(client.all('ai_text')).toEqual([]);
    expect(client.all('error')).toEqual([]);
  });

  it('changes the language without calling it a trouble', async () => {
    await open();
    await startListening();
    client.send({ type: 'set_language', language: 'de' });
    await expect.poll(() => stt.sockets[0]?.readyState).toBe(3);
    client.send(new Uint8Array(640));
    await expect.poll(() => stt.received.at(-1)).toEqual({ event: 'start', language: 'de' });
    expect(client.all('error')).toEqual([]);
  });

  it('answers ping, refuses nonsense with a code, goes on, and closes on too much of it', async () => {
    await open();
    client.send({ type: 'ping' });
    await client.wait('pong');
    client.send('garbage');
    client.send({ type: 'set_language', language: 'tlh' });
    client.send({ type: 'unheard_of' });
    await client.wait('error', 2);
    expect(new Set(client.all('error').map(({ code }) => code))).toEqual(
      new Set(['invalid_json', 'unsupported_language', 'invalid_parameter']),
    );
    client.send({ type: 'ping' });
    await client.wait('pong', 1);
    for (let n = 0; n < 20; n += 1) client.send('garbage');
    await expect.poll(() => client.closeCode).toBe(1008);
  });

  it('lets go of everything when the client vanishes', async () => {
    await open('?avatar=true');
    await startListening();
    hear('tell me');
    await client.wait('ai_audio_start');
    client.close();
    const openSockets = () =>
      [stt, tts, avatar].flatMap(({ sockets }) => sockets).filter(({ readyState }) => readyState === 1)
        .length;
    await expect.poll(openSockets).toBe(0);
    expect(service.http.openSockets).toBe(0);
  });
});
