import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { voxformerHealthSchema } from '@parley/contracts';
import { readBody, sendJson } from '../testing/fake-service.js';
import { TestGateway } from '../testing/test-gateway.js';

describe('VoxFormer at the gateway', () => {
  let gateway: TestGateway;
  let lastBody = '';

  beforeAll(async () => {
    gateway = await TestGateway.start();
    const { stt, 'stt-ctc': ctc } = gateway.services;
    for (const service of [stt, ctc]) {
      service.answer = async (request: IncomingMessage, response) => {
        lastBody = (await readBody(request)).toString();
        sendJson(response, { text: 'hello', engine: `${service.name}-engine` });
      };
    }
  });
  afterAll(() => gateway.stop());

  const transcribe = (body: string, contentType = 'application/json') =>
    fetch(`${gateway.url}/api/voxformer/transcribe`, {
      method: 'POST',
      body,
      headers: { 'content-type': contentType },
    });
  const health = async () => {
    const response = await fetch(`${gateway.url}/api/voxformer/health`);
    return { code: response.status, ...voxformerHealthSchema.parse(await response.json()) };
  };
  const untilHealth = (expected: object) => expect.poll(health, { timeout: 2_000 }).toMatchObject(expected);
  const set = ({ ctc, stt }: { ctc: boolean; stt: boolean }) => {
    gateway.services['stt-ctc'].ready = ctc;
    gateway.services.stt.ready = stt;
  };

  it('is answered by VoxFormer where it is ready', async () => {
    set({ ctc: true, stt: true });
    await untilHealth({ code: 200, status: 'ok', answeredBy: 'stt-ctc', engine: 'stt-ctc-engine' });
    const response = await transcribe('{"audio":"AAAA","language":"de"}');
    expect(await response.json()).toMatchObject({ engine: 'stt-ctc-engine' });
    expect(response.headers.get('x-parley-fallback')).toBeNull();
    expect(lastBody).toBe('{"audio":"AAAA","language":"de"}');
    expect(gateway.services['stt-ctc'].lastRequest.url).toBe('/transcribe');
  });

  it('is answered by another where it is not, which says so', async () => {
    set({ ctc: false, stt: true });
    await untilHealth({
      code: 200,
      status: 'fallback',
      ready: false,
      answeredBy: 'stt',
      reason: 'No model.',
    });
    const response = await transcribe('{"audio":"AAAA"}');
    expect(await response.json()).toMatchObject({ engine: 'stt-engine' });
    expect(response.headers.get('x-parley-fallback')).toBe('stt');
  });

  it('refuses what is no JSON, and what is too large', async () => {
    const plain = await transcribe('audio=AAAA', 'application/x-www-form-urlencoded');
    expect([plain.status, (await plain.json()).error.code]).toEqual([415, 'unsupported_media_type']);
    const large = await transcribe(`{"audio":"${'A'.repeat(36 * 2 ** 20)}"}`);
    expect([large.status, (await large.json()).error.code]).toEqual([413, 'body_too_large']);
  });

  it('says that nobody can, and why', async () => {
    set({ ctc: false, stt: false });
    await untilHealth({
      code: 503,
      status: 'unavailable',
      answeredBy: null,
      engine: null,
      remedy: 'Fetch one.',
    });
    const response = await transcribe('{"audio":"AAAA"}');
    const { error } = await response.json();
    expect([response.status, error.code]).toEqual([502, 'upstream_unavailable']);
    expect(error.message).toContain('No model. Fetch one.');
  });
});
