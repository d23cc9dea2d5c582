import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closedGate } from '../testing/gate.js';
import { type StartedService, startService } from '../testing/start-service.js';

let service: StartedService;

beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

it('takes eight pictures at once; one more is told when to come back, before it is read', async () => {
  const red = await sharp({ create: { width: 100, height: 80, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const render = () => {
    const form = new FormData();
    form.append('source_image', new Blob([new Uint8Array(red)]), 'red.png');
    return fetch(`${service.url}/api/render`, { method: 'POST', body: form });
  };
  const started = closedGate();
  const released = closedGate();
  let waiting = 0;
  service.engine.beforeStill = () => {
    if (++waiting === 8) started.open();
    return released.passed;
  };
  const eight = Array.from({ length: 8 }, render);
  await started.passed;
  const ninth = await render();
  expect([ninth.status, (await ninth.json()).error.code]).toEqual([503, 'at_capacity']);
  expect(Number(ninth.headers.get('retry-after'))).toBeGreaterThan(0);
  released.open();
  expect((await Promise.all(eight)).map(({ status }) => status)).toEqual(Array(8).fill(200));
  await expect.poll(async () => (await render()).status).toBe(200);
});
