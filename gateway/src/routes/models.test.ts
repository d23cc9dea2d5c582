import type { ModelReport } from '@parley/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendJson } from '../testing/fake-service.js';
import { TestGateway } from '../testing/test-gateway.js';

function report(name: string, active: boolean): ModelReport {
  return {
    name,
    aliases: [],
    family: 'whisper',
    service: 'stt',
    description: 'a model',
    languages: ['en'],
    license: { name: 'MIT', accepted: true },
    formats: [{ dtype: 'q8', installed: active, missing: [], bytes: 1 }],
    installed: active ? ['q8'] : [],
    active,
  };
}

describe('GET /models', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await TestGateway.start();
    const { stt, tts, 'stt-ctc': ctc } = gateway.services;
    stt.answer = (_request, response) =>
      sendJson(response, { models: [report('whisper-base', false), report('whisper-tiny', true)] });
    ctc.answer = (_request, response) => sendJson(response, { models: [report('whisper-base', true)] });
    tts.answer = (_request, response) => sendJson(response, { models: [] });
  });
  afterAll(() => gateway.stop());

  it('tells of every model once, and of the services that did not', async () => {
    const body = await (await fetch(`${gateway.url}/models`)).json();
    expect(body.models.map(({ name, active }: ModelReport) => ({ name, active }))).toEqual([
      { name: 'whisper-base', active: true },
      { name: 'whisper-tiny', active: true },
    ]);
    // Its fake answers something else: what is no list of models counts as no answer.
    expect(body.unreachableServices).toEqual(['avatar']);
  });
});
