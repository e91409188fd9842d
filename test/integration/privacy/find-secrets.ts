/** Finds secrets in bytes, in any common encoding. */
import type { SecretsByName } from './secrets.js';

/** Lists the secrets that occur in the bytes, each with the encoding that was found first. */
export function findSecrets(secrets: SecretsByName, bytes: Buffer): string[] {
  const forms = formsByBeginning(secrets);
  const found = new Map<string, string>();
  for (let at = 0; at + BEGINNING <= bytes.length; at += 1) {
    for (const { what, form, text } of forms.get(bytes.readUInt32BE(at)) ?? []) {
      if (!found.has(what) && text.equals(bytes.subarray(at, at + text.length))) found.set(what, form);
    }
  }
  return [...found].map(([what, form]) => `${what} (${form})`);
}

/** The number of leading bytes by which forms are indexed. No form is shorter. */
const BEGINNING = 4;

interface Form {
  readonly what: string;
  readonly form: string;
  readonly text: Buffer;
}

function formsByBeginning(secrets: SecretsByName): Map<number, Form[]> {
  const byBeginning = new Map<number, Form[]>();
  for (const [what, secret] of secrets) {
    for (const [form, text] of formsOf(secret)) {
      const beginning = text.readUInt32BE(0);
      byBeginning.set(beginning, [...(byBeginning.get(beginning) ?? []), { what, form, text }]);
    }
  }
  return byBeginning;
}

/** The encodings of a text. A Base64 key is also searched as raw bytes. */
function formsOf(secret: string): [form: string, text: Buffer][] {
  const utf8 = Buffer.from(secret);
  const key = Buffer.from(secret, 'base64');
  const isKey = key.length === 32 && key.toString('base64') === secret;
  return [
    ['as it is', utf8],
    ['UTF-16LE', Buffer.from(secret, 'utf16le')],
    ['UTF-16BE', Buffer.from(secret, 'utf16le').swap16()],
    ...ascii('URL-encoded', encodeURIComponent(secret)),
    ...ascii('JSON-escaped', jsonEscaped(secret)),
    ...encoded('', utf8),
    ...(isKey ? ([['bytes', key], ...encoded(' of bytes', key)] satisfies [string, Buffer][]) : []),
  ];
}

/** Both cases of hexadecimal digits. */
function ascii(form: string, text: string): [string, Buffer][] {
  const lower = text.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
  const upper = text.replace(/(?<=\\u)[0-9a-f]{4}/g, (digits) => digits.toUpperCase());
  return [...new Set([text, lower, upper])].map((each) => [form, Buffer.from(each)]);
}

function encoded(of: string, bytes: Buffer): [string, Buffer][] {
  return [
    ...['base64', 'base64url'].flatMap((encoding) => base64(encoding as 'base64', bytes, of)),
    [`hex${of}`, Buffer.from(bytes.toString('hex'))],
    [`hex${of}`, Buffer.from(bytes.toString('hex').toUpperCase())],
  ];
}

/**
 * In a longer Base64 text, bytes start at one of three offsets. Returns the characters that depend on these bytes
 * only.
 */
function base64(encoding: 'base64' | 'base64url', bytes: Buffer, of: string): [string, Buffer][] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString(encoding);
    const ownCharacters = text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    return [`${encoding}${of}`, Buffer.from(ownCharacters)];
  });
}

function jsonEscaped(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
