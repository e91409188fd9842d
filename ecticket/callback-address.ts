/**
 * Addresses that ECPay's servers can call (developers.ecpay.com.tw/?p=32155). Workflows import this module too: it must
 * import nothing, and `URL` is a global of Temporal's workflow sandbox.
 */

/** The values of {@link AllowedCallbackAddresses}. */
export const CALLBACK_ADDRESSES = ['public', 'any'] as const;
/** `public` refuses addresses that ECPay cannot call. `any` accepts them, for the sandbox. */
export type AllowedCallbackAddresses = (typeof CALLBACK_ADDRESSES)[number];

/** Maximum length of a notify URL in characters (developers.ecpay.com.tw, Ticket Issuance). */
export const MAX_NOTIFY_URL_LENGTH = 200;

/** The only ports that ECPay calls. `''` is the default port of the protocol. */
const PORTS: readonly string[] = ['', '80', '443'];

/** IANA's special-purpose networks, which the internet does not route. */
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

/** Global unicast, and its special-purpose parts: Teredo, documentation, and 6to4, which contains an IPv4 address. */
const IPV6_GLOBAL: readonly string[] = ['2000::/3'];
const IPV6_SPECIAL: readonly string[] = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

/** Names that no public DNS resolves (RFC 6761, 6762, 8375, and ICANN's `.internal`). */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|lan|home\.arpa|invalid|onion)$/;

/**
 * Explains why ECPay cannot call an address. Does not check ECPay's firewall approval and DNS.
 *
 * @param url an http or https URL
 * @returns the end of a sentence that begins with the address, or undefined if ECPay can call it
 */
export function whyECPayCannotCall(url: string): string | undefined {
  const { port, hostname } = new URL(url);
  if (!PORTS.includes(port)) return 'has a port that ECPay does not call: it calls 80 and 443 only';
  return isPublicHost(hostname) ? undefined : 'is on this machine or in a private network, where ECPay cannot call it';
}

/** Whether a host is this machine, so that traffic does not leave it. Accepts `[::1]`, as in URLs. */
export function isLoopback(host: string): boolean {
  const name = plainHost(host);
  return name === '::1' || (isIPv4(name) ? name.startsWith('127.') : /(^|\.)localhost$/.test(name));
}

/** Whether a text is an absolute http or https URL. */
export function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\//i.test(text) && !/\s/.test(text);
}

/**
 * Converts an http or https URL to ASCII, which ECPay requires: a Chinese host name to punycode, a Chinese path to
 * percent encoding. Returns every other text unchanged, including URLs that `URL` would silently repair.
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

/** Removes the brackets of an IPv6 address and the final dot of a fully qualified name. */
function plainHost(host: string): string {
  return host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

/** Whether a host is an IPv4 address, in the form in which `URL` writes every IPv4 address. */
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

/** Returns the bits of an IPv4 address, as text. */
function octetsOf(address: string): string {
  return address.split('.').map(inBits(10, 8)).join('');
}

/** Returns the bits of an IPv6 address, as text. `URL` never writes an IPv4 address inside an IPv6 address. */
function groupsOf(address: string): string {
  const [head = [], tail = []] = address.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...zeros, ...tail].map(inBits(16, 16)).join('');
}

function inBits(radix: number, length: number): (part: string) => string {
  return (part) => parseInt(part, radix).toString(2).padStart(length, '0');
}
