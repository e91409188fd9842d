import { BlockList, isIP } from 'node:net';

/** Addresses of this machine and of private networks. */
const PRIVATE_NETWORKS = parseNetworks([
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '::1',
  'fc00::/7',
  'fe80::/10',
]);

/** The groups of an IPv6 address, and those of its network: one customer of a provider has all addresses of a /64. */
const IPV6_GROUPS = 8;
const NETWORK_GROUPS = 4;

/**
 * Parses addresses such as `10.0.0.7` and networks such as `10.0.0.0/8` into one list.
 *
 * @throws TypeError if a text is neither.
 */
export function parseNetworks(texts: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of texts) {
    const [address = '', bits] = text.split('/');
    const family = familyOf(address);
    const maxBits = family === 'ipv4' ? 32 : 128;
    if (isIP(address) === 0 || (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= maxBits))) {
      throw new TypeError(`${JSON.stringify(text)} is neither an IP address nor a network such as 10.0.0.0/8`);
    }
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/** Whether the list contains the address. */
export function isIn(list: BlockList, address: string): boolean {
  const plain = withoutMapping(address);
  return isIP(plain) > 0 && list.check(plain, familyOf(plain));
}

/** Whether an address belongs to this machine or to a private network. */
export function isPrivate(address: string): boolean {
  return isIn(PRIVATE_NETWORKS, address);
}

/** Names the caller that an address belongs to: an IPv4 address, or a /64 network of IPv6. */
export function callerName(address: string): string {
  const plain = withoutMapping(address);
  // A trusted proxy may forward a text that is not an address.
  if (isIP(plain) !== 6) return isIP(plain) === 4 ? plain : 'unknown';
  const [head = [], tail = []] = plain.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = Array<string>(Math.max(0, IPV6_GROUPS - head.length - tail.length)).fill('0');
  return [...head, ...zeros, ...tail].slice(0, NETWORK_GROUPS).join(':');
}

/** Removes the prefix of IPv4 addresses on an IPv6 socket, such as `::ffff:192.0.2.1`. */
function withoutMapping(address: string): string {
  return address.replace(/^::ffff:(?=[\d.]+$)/i, '');
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
