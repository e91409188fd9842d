/** Which addresses ECPay's servers can call (developers.ecpay.com.tw/?p=32155). */
import { BlockList, isIP } from 'node:net';

/** The only ports that ECPay calls; an address without one has the protocol's. */
const PORTS: readonly string[] = ['', '80', '443'];

/** IANA's special-purpose networks: none of them is routed on the internet. */
const IPV4_NETWORKS = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];

/** Global unicast, and what of it is special: Teredo, documentation, and 6to4, which holds an IPv4 address. */
const IPV6_GLOBAL = ['2000::/3'];
const IPV6_SPECIAL = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

/** Names that no public DNS resolves (RFC 6761, 6762, 8375, and ICANN's `.internal`). */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|lan|home\.arpa|invalid|onion)$/;

const privateIpv4 = networks(IPV4_NETWORKS, 'ipv4');
const globalIpv6 = networks(IPV6_GLOBAL, 'ipv6');
const specialIpv6 = networks(IPV6_SPECIAL, 'ipv6');

/**
 * Why ECPay cannot call an address, as the end of a sentence that begins with the address; undefined where it can, as
 * far as an address tells: the firewall approval and the DNS are not looked at.
 *
 * @param url an http or https URL
 */
export function whyECPayCannotCall(url: string): string | undefined {
  const { port, hostname } = new URL(url);
  if (!PORTS.includes(port)) return 'has a port that ECPay does not call: it calls 80 and 443 only';
  return isPublicHost(hostname) ? undefined : 'is on this machine or in a private network, where ECPay cannot call it';
}

/** Whether a host is this machine: what goes there is seen by nobody on the way. Takes `[::1]` as URLs have it. */
export function isLoopback(host: string): boolean {
  const name = plainHost(host);
  return name === '::1' || (isIP(name) === 4 ? name.startsWith('127.') : /(^|\.)localhost$/.test(name));
}

/**
 * An http or https URL in ASCII, as ECPay takes it: a Chinese host name in punycode, a Chinese path percent-encoded. What
 * is ASCII, none, or holds what `URL` would silently drop or repair stays as it is written.
 */
export function asciiUrl(text: string): string {
  const isConvertible = /^https?:\/\/[^\p{Surrogate}\p{Control}\s]+$/iu.test(text) && /[^\p{ASCII}]/u.test(text);
  return isConvertible && URL.canParse(text) ? new URL(text).href : text;
}

function isPublicHost(hostname: string): boolean {
  const name = plainHost(hostname);
  switch (isIP(name)) {
    case 4:
      return !privateIpv4.check(name, 'ipv4');
    case 6:
      return globalIpv6.check(name, 'ipv6') && !specialIpv6.check(name, 'ipv6');
    default:
      return name.includes('.') && !LOCAL_NAME.test(name);
  }
}

/** Without the brackets of an IPv6 address and the closing dot of a full name. */
function plainHost(host: string): string {
  return host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

function networks(list: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const blocks = new BlockList();
  for (const network of list) {
    const [address = '', bits] = network.split('/');
    blocks.addSubnet(address, Number(bits), family);
  }
  return blocks;
}
