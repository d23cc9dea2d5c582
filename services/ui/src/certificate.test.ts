import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureCertificate, localNames } from './certificate.js';

const dayMs = 86_400_000;
let directory: string;

beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'parley-certificate-')), 'state');
});
afterEach(() => rm(join(directory, '..'), { recursive: true }));

describe('ensureCertificate', () => {
  it('covers this machine by name and by address', async () => {
    const { cert } = await ensureCertificate(directory, { local: localNames(), wanted: [] });
    const certificate = new X509Certificate(cert);
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.checkIP('::1')).toBe('::1');
    expect(certificate.verify(certificate.publicKey)).toBe(true);
  });

  it('keeps what it made, with a key that only its owner reads', async () => {
    const first = await ensureCertificate(directory, { local: ['localhost'], wanted: [] });
    expect(await ensureCertificate(directory, { local: ['localhost'], wanted: [] })).toEqual(first);
    expect((await stat(join(directory, 'key.pem'))).mode & 0o077).toBe(0);
  });

  it('makes a new one when the old is about to expire', async () => {
    const first = await ensureCertificate(directory, { local: ['localhost'], wanted: [] });
    const later = new Date(Date.now() + 380 * dayMs);
    const second = await ensureCertificate(directory, { local: ['localhost'], wanted: [] }, later);
    expect(second.cert).not.toBe(first.cert);
    expect(Date.parse(new X509Certificate(second.cert).validTo)).toBeGreaterThan(
      later.getTime() + 300 * dayMs,
    );
  });

  it('keeps the one that people trust when only an address of the machine has changed', async () => {
    const first = await ensureCertificate(directory, { local: ['localhost', '192.0.2.7'], wanted: [] });
    const second = await ensureCertificate(directory, { local: ['localhost', '192.0.2.8'], wanted: [] });
    expect(second).toEqual(first);
  });

  it('makes a new one when another name is asked for', async () => {
    const first = await ensureCertificate(directory, { local: ['localhost'], wanted: [] });
    const second = await ensureCertificate(directory, {
      local: ['localhost'],
      wanted: ['192.0.2.7', 'parley.example'],
    });
    expect(second.cert).not.toBe(first.cert);
    expect(new X509Certificate(second.cert).checkIP('192.0.2.7')).toBe('192.0.2.7');
  });
});
