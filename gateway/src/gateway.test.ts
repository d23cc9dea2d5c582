import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { constellationSchema } from '@parley/contracts';
import { TestGateway } from './testing/test-gateway.js';

/** The page and `/ready` may be this late with the truth. */
const truthWithinMs = 2_000;

describe('the gateway', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await TestGateway.start();
  });
  afterEach(async () => {
    gateway.queues.reachable = true;
    for (const service of Object.values(gateway.services)) service.ready = true;
  });
  afterAll(() => gateway.stop());

  const ready = async () => {
    const response = await fetch(`${gateway.url}/ready`);
    return { status: response.status, ...(await response.json()) };
  };

  it('is ready when the queue and every service that it needs are', async () => {
    await expect.poll(ready, { timeout: truthWithinMs }).toMatchObject({ status: 200, ready: true });
    const { checks } = await ready();
    expect(checks.map(({ name }: { name: string }) => name)).toEqual([
      'event-loop',
      'queue',
      'stt',
      'tts',
      'avatar',
      'agent',
      'ui',
    ]);
  });

  it('tells why a service is not ready, and how that is mended', async () => {
    gateway.services.tts.ready = false;
    await expect.poll(ready, { timeout: truthWithinMs }).toMatchObject({
      status: 503,
      checks: expect.arrayContaining([
        { name: 'tts', ready: false, reason: 'No model.', remedy: 'Fetch one.' },
      ]),
    });
  });

  it('does not need what is optional', async () => {
    gateway.services['stt-ctc'].ready = false;
    const optional = async () => {
      const { status, services } = constellationSchema.parse(
        await (await fetch(`${gateway.url}/api/services`)).json(),
      );
      return { status, service: services.find(({ name }) => name === 'stt-ctc') };
    };
    await expect
      .poll(optional, { timeout: truthWithinMs })
      .toMatchObject({ status: 'ok', service: { reachable: true, ready: false, required: false } });
  });

  it('tells the truth within two seconds when a service dies, and when it comes back', async () => {
    const agent = async () => (await ready()).checks.find(({ name }: { name: string }) => name === 'agent');
    await gateway.services.agent.stop();
    await expect.poll(agent, { timeout: truthWithinMs }).toMatchObject({
      ready: false,
      reason: expect.stringContaining('nothing listens there'),
      remedy: expect.stringContaining('npm start'),
    });
    await gateway.services.agent.start();
    await expect.poll(agent, { timeout: truthWithinMs }).toMatchObject({ ready: true });
  });

  it('is not ready without its queue', async () => {
    gateway.queues.reachable = false;
    await expect.poll(ready, { timeout: truthWithinMs }).toMatchObject({ status: 503 });
  });

  it('leads to the page, on the host by which the caller knows it', async () => {
    const response = await fetch(`${gateway.url}/`, { redirect: 'manual' });
    const { port } = new URL(gateway.services.ui.url);
    expect([response.status, response.headers.get('location')]).toEqual([302, `http://127.0.0.1:${port}/`]);
  });

  it('answers /gpu where there is none, and says so', async () => {
    const response = await fetch(`${gateway.url}/gpu`);
    expect(response.status).toBe(200);
    const report = await response.json();
    if (!report.available) expect(report.reason).toMatch(/nvidia-smi/);
  });

  it('shows the operators every service, queue and GPU', async () => {
    const response = await fetch(`${gateway.operatorUrl}/health`);
    const report = constellationSchema.parse(await response.json());
    expect(report.services).toHaveLength(7);
    expect(report.services[0]).toMatchObject({
      name: 'stt',
      reachable: true,
      status: { version: '0.1.0', engine: { id: 'stt-engine' } },
    });
    expect(report.services.every(({ latencyMs }) => latencyMs !== null && latencyMs >= 0)).toBe(true);
    expect(report.queues).toMatchObject({ transcribe: { queued: 3, workers: 1 } });
    expect(await (await fetch(`${gateway.operatorUrl}/services`)).json()).toHaveProperty('services');
  });

  it('merges the metrics of all, and counts who did not answer', async () => {
    gateway.services.tts.metrics =
      '# HELP parley_x Things.\n# TYPE parley_x counter\nparley_x{service="tts"} 1\n';
    gateway.services.stt.metrics =
      '# HELP parley_x Things.\n# TYPE parley_x counter\nparley_x{service="stt"} 2\n';
    await gateway.services.avatar.stop();
    const response = await fetch(`${gateway.operatorUrl}/metrics`);
    await gateway.services.avatar.start();
    expect(response.headers.get('content-type')).toContain('text/plain');
    const text = await response.text();
    expect(text.match(/# TYPE parley_x /g)).toHaveLength(1);
    expect(text).toContain('parley_x{target="tts",service="tts"} 1');
    expect(text).toContain('parley_service_up{target="avatar"} 0');
    expect(text).toContain('parley_service_up{target="gateway"} 1');
  });
});
