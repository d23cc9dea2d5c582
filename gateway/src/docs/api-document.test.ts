import { validate } from '@readme/openapi-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestGateway } from '../testing/test-gateway.js';
import { createApiDocument } from './api-document.js';

type Document = ReturnType<typeof createApiDocument>;
const methods = ['get', 'post', 'put', 'delete'] as const;

/** Every operation with the addresses at which the gateway itself answers it. */
function operationsAtGateway({ paths = {} }: Document) {
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      if (!item?.[method]) return [];
      return (item.servers ?? [])
        .filter(({ url }) => url.startsWith('/'))
        .map(({ url }) => ({
          method,
          path: `${url === '/' ? '' : url}${path}`.replace('{id}', 'transcribe-x'),
        }));
    }),
  );
}

describe('the interface document', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await TestGateway.start();
  });
  afterAll(() => gateway.stop());

  it('is valid OpenAPI', async () => {
    const served = await (await fetch(`${gateway.url}/openapi.json`)).json();
    const result = await validate(served);
    expect(result).toMatchObject({ valid: true });
  });

  it('has the schemas of bodies, errors and socket messages', () => {
    const schemas = Object.keys(createApiDocument().components?.schemas ?? {});
    for (const name of [
      'Transcription',
      'ErrorBody',
      'Constellation',
      'LiveClientEvent',
      'AvatarServerMessage',
    ]) {
      expect(schemas).toContain(name);
    }
  });

  it.each(operationsAtGateway(createApiDocument()))('$method $path is there', async ({ method, path }) => {
    const response = await fetch(`${gateway.url}${path}`, { method, redirect: 'manual' });
    const { error } = response.ok ? {} : await response.json().catch(() => ({}));
    expect(error?.code).not.toBe('not_found');
    await expect(Promise.resolve(response.status)).resolves.not.toBe(405);
  });

  it('is shown as a page with all its parts', async () => {
    const page = await fetch(`${gateway.url}/docs`);
    expect(page.url).toBe(`${gateway.url}/docs/`);
    expect(page.headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
    const parts = [...(await page.text()).matchAll(/(?:src|href)="(\.\/[^"]+)"/g)].map(([, part]) => part);
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) {
      const response = await fetch(new URL(part ?? '', page.url));
      expect([part, response.status]).toEqual([part, 200]);
      expect(response.headers.get('content-type')).not.toContain('html');
    }
  });
});
