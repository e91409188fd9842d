/**
 * Which addresses ECPay's servers can call (developers.ecpay.com.tw/?p=32155). Workflows check an order's addresses by it
 * too: it imports nothing, and `URL` is a global of the workflow sandbox.
 */

/** Whether addresses that ECPay cannot call are refused: `any` takes them, for the sandbox. */
export type CallbackAddresses = 'public' | 'any';

/** The longest that a notify URL may be (developers.ecpay.com.tw, Ticket Issuance). */
export const MAX_NOTIFY_URL_LENGTH = 200;

/** The only ports that ECPay calls; an address without one has the protocol's. */
const PORTS: readonly string[] = ['', '80', '443'];

/** IANA's special-purpose networks: none of them is routed on the internet. */
const IPV4_NETWORKS: readonly string[] = [
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
const IPV6_GLOBAL: readonly string[] = ['2000::/3'];
const IPV6_SPECIAL: readonly string[] = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

/** Names that no public DNS resolves (RFC 6761, 6762, 8375, and ICANN's `.internal`). */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|lan|home\.arpa|invalid|onion)$/;

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
  return name === '::1' || (isIPv4(name) ? name.startsWith('127.') : /(^|\.)localhost$/.test(name));
}

/** Whether a text is a whole http or https URL. */
export function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\//i.test(text) && !/\s/.test(text);
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
  if (isIPv4(name)) return !isIn(IPV4_NETWORKS, octetsOf(name));
  if (name.includes(':')) return isIn(IPV6_GLOBAL, groupsOf(name)) && !isIn(IPV6_SPECIAL, groupsOf(name));
  return name.includes('.') && !LOCAL_NAME.test(name);
}

/** Without the brackets of an IPv6 address and the closing dot of a full name. */
function plainHost(host: string): string {
  return host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

/** As `URL` writes every IPv4 address, however it was given. */
function isIPv4(name: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+$/.test(name);
}

function isIn(networks: readonly string[], address: string): boolean {
  return networks.some((network) => {
    const [base = '', bits] = network.split('/');
    const prefix = (base.includes(':') ? groupsOf(base) : octetsOf(base)).slice(0, Number(bits));
    return address.startsWith(prefix);
  });
}

/** The bits of an IPv4 address, as text. */
function octetsOf(address: string): string {
  return address.split('.').map(inBits(10, 8)).join('');
}

/** The bits of an IPv6 address, as text; `URL` writes none with an IPv4 address in it. */
function groupsOf(address: string): string {
  const [head = [], tail = []] = address.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...zeros, ...tail].map(inBits(16, 16)).join('');
}

function inBits(radix: number, length: number): (part: string) => string {
  return (part) => parseInt(part, radix).toString(2).padStart(length, '0');
}
