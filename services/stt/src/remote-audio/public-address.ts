import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { ParleyError } from '@parley/contracts';

/** Networks that no URL may lead to: IANA's special-purpose registries, and multicast. */
const blockedNetworks: readonly [network: string, prefix: number, family: 'ipv4' | 'ipv6'][] = [
  ['0.0.0.0', 8, 'ipv4'], // this network
  ['10.0.0.0', 8, 'ipv4'], // private
  ['100.64.0.0', 10, 'ipv4'], // carrier-grade NAT
  ['127.0.0.0', 8, 'ipv4'], // loopback
  ['169.254.0.0', 16, 'ipv4'], // link-local, and the clouds' metadata
  ['172.16.0.0', 12, 'ipv4'], // private
  ['192.0.0.0', 24, 'ipv4'], // protocol assignments
  ['192.0.2.0', 24, 'ipv4'], // documentation
  ['192.88.99.0', 24, 'ipv4'], // 6to4 relays
  ['192.168.0.0', 16, 'ipv4'], // private
  ['198.18.0.0', 15, 'ipv4'], // benchmarking
  ['198.51.100.0', 24, 'ipv4'], // documentation
  ['203.0.113.0', 24, 'ipv4'], // documentation
  ['224.0.0.0', 3, 'ipv4'], // multicast, reserved, broadcast
  ['::', 96, 'ipv6'], // unspecified, loopback, IPv4-compatible
  ['::ffff:0:0', 96, 'ipv6'], // IPv4-mapped
  ['64:ff9b::', 96, 'ipv6'], // NAT64
  ['64:ff9b:1::', 48, 'ipv6'], // NAT64, local
  ['100::', 64, 'ipv6'], // discard
  ['2001::', 23, 'ipv6'], // protocol assignments, Teredo
  ['2001:db8::', 32, 'ipv6'], // documentation
  ['2002::', 16, 'ipv6'], // 6to4
  ['fc00::', 7, 'ipv6'], // unique local
  ['fe80::', 10, 'ipv6'], // link-local
  ['fec0::', 10, 'ipv6'], // site-local
  ['ff00::', 8, 'ipv6'], // multicast
];

// One list for each family: in a common one the rule for IPv4-mapped addresses matches every IPv4 address.
const blocked = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [network, prefix, family] of blockedNetworks) blocked[family].addSubnet(network, prefix, family);

export interface ResolvedAddress {
  address: string;
  family: 4 | 6;
}

/** Whether an IP address is one of the open internet. */
export function isPublicAddress({ address, family }: ResolvedAddress): boolean {
  const type = family === 4 ? 'ipv4' : 'ipv6';
  return !blocked[type].check(address, type);
}

/**
 * The one address that a host name, or literal address, stands for from now on: whoever connects uses it and asks no
 * name server again, or the name could lead elsewhere the second time.
 * @throws ParleyError `url_not_allowed` where any of its addresses is no public one; `url_fetch_failed` for no such name.
 */
export async function resolvePublicAddress(host: string, allowPrivate: boolean): Promise<ResolvedAddress> {
  const addresses = await resolve(host.replace(/^\[(.*)\]$/, '$1'));
  const [first] = addresses;
  if (!first) throw new ParleyError('url_fetch_failed', `The host ${host} has no address.`, { param: 'url' });
  if (!allowPrivate && !addresses.every(isPublicAddress)) {
    throw new ParleyError(
      'url_not_allowed',
      'The URL leads to a private, loopback or link-local address, which is not fetched. ' +
        'STT_ALLOW_PRIVATE_URLS=true on this service allows it.',
      { param: 'url' },
    );
  }
  return first;
}

async function resolve(host: string): Promise<ResolvedAddress[]> {
  const literal = isIP(host);
  if (literal === 4 || literal === 6) return [{ address: host, family: literal }];
  try {
    const found = await lookup(host, { all: true });
    return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
  } catch (error) {
    throw new ParleyError('url_fetch_failed', `The host ${host} was not found.`, {
      param: 'url',
      cause: error,
    });
  }
}
