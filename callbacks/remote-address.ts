import { BlockList, isIP } from 'node:net';

/** Addresses that no stranger on the internet has: this machine's, and those of private networks. */
const OWN = networks([
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '::1',
  'fc00::/7',
  'fe80::/10',
]);

/** The first 64 bits of an IPv6 address, as groups: one customer of a provider has all that begin with them. */
const CUSTOMER_GROUPS = 4;
const GROUPS = 8;

/**
 * Addresses such as `10.0.0.7` and networks such as `10.0.0.0/8`, as one list.
 *
 * @throws TypeError for anything else.
 */
export function networks(texts: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of texts) {
    const [address = '', bits] = text.split('/');
    const family = familyOf(address);
    const most = family === 'ipv4' ? 32 : 128;
    if (isIP(address) === 0 || (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most))) {
      throw new TypeError(`${JSON.stringify(text)} is not an IP address, or a network such as 10.0.0.0/8`);
    }
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

export function isIn(list: BlockList, address: string): boolean {
  const plain = withoutMapping(address);
  return isIP(plain) > 0 && list.check(plain, familyOf(plain));
}

/** Whether an address is of this machine or of a private network. */
export function isOwn(address: string): boolean {
  return isIn(OWN, address);
}

/** What is counted as one caller: an IPv4 address, or the network that one customer has of IPv6. */
export function callerOf(address: string): string {
  const plain = withoutMapping(address);
  // A trusted proxy may pass on what is no address.
  if (isIP(plain) !== 6) return isIP(plain) === 4 ? plain : 'unknown';
  const [head = [], tail = []] = plain.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = Array<string>(Math.max(0, GROUPS - head.length - tail.length)).fill('0');
  return [...head, ...zeros, ...tail].slice(0, CUSTOMER_GROUPS).join(':');
}

/** A server that listens on IPv6 sees IPv4 addresses as `::ffff:192.0.2.1`. */
function withoutMapping(address: string): string {
  return address.replace(/^::ffff:(?=[\d.]+$)/i, '');
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
