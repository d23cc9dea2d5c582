import { describe, expect, it } from 'vitest';
import { isPublicAddress, resolvePublicAddress } from './public-address.js';

describe('addresses', () => {
  it.each(['1.1.1.1', '93.184.216.34', '172.32.0.1', '100.128.0.1', '2606:4700::1111'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress({ address, family: address.includes(':') ? 6 : 4 })).toBe(true);
    },
  );

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2002:7f00:1::',
    'fd00:ec2::254',
    'fe80::1',
    'ff02::1',
  ])('%s is not', (address) => {
    expect(isPublicAddress({ address, family: address.includes(':') ? 6 : 4 })).toBe(false);
  });

  it('are what names stand for: a name of the loopback is refused like its address', async () => {
    for (const host of ['localhost', '127.0.0.1', '[::1]', '[::ffff:127.0.0.1]']) {
      await expect(resolvePublicAddress(host, false)).rejects.toMatchObject({ code: 'url_not_allowed' });
    }
    expect((await resolvePublicAddress('localhost', true)).address).toMatch(/^(127\.0\.0\.1|::1)$/);
    await expect(resolvePublicAddress('name.invalid', true)).rejects.toMatchObject({
      code: 'url_fetch_failed',
    });
  });
});
