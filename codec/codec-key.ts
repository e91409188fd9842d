import { createSecretKey, type KeyObject } from 'node:crypto';
import { InvalidCodecKeysError } from './errors/invalid-codec-keys-error.js';

/** A key of the payload codec. `key` is an AES-256 key of 32 bytes, which neither `inspect` nor JSON shows. */
export interface CodecKey {
  /** The unencrypted metadata of every payload contains it. Never reuse an id for another key. */
  readonly id: string;
  readonly key: KeyObject;
}

/**
 * Newest first. The newest key encrypts; every key decrypts. Keep a key as long as histories that were written with it.
 */
export type CodecKeys = readonly [CodecKey, ...CodecKey[]];

/**
 * Fixed keys, or a function that loads them from a key service. The codec calls the function for the first payload and
 * then every few minutes. Concurrent callers share one call. See docs/how-to/encryption.md.
 */
export type CodecKeySource = CodecKeys | (() => Promise<CodecKeys>);

const ID = /^[A-Za-z0-9._-]{1,64}$/;
const BASE64_OF_32_BYTES = /^[A-Za-z0-9+/]{43}=$/;
const KEY_BYTES = 32;

/**
 * Creates a key from bytes, as a key service returns them.
 *
 * @param id 1 to 64 letters, digits, `.`, `_`, `-`
 * @param bytes 32 bytes; the types of some key services allow undefined, which is refused
 * @throws InvalidCodecKeysError
 * @example
 * const key = codecKey('2026-11', await keyService.getSecret('codec'));
 */
export function codecKey(id: string, bytes: Uint8Array | undefined): CodecKey {
  if (bytes?.byteLength !== KEY_BYTES) throw new InvalidCodecKeysError(['the given key does not have 32 bytes']);
  const key = { id, key: createSecretKey(bytes) };
  checkCodecKeys([key]);
  return key;
}

/**
 * Parses keys from `id:key,id:key`, newest first. Each key is the Base64 of 32 bytes, and each id has 1 to 64 letters,
 * digits, `.`, `_`, `-`.
 *
 * @throws InvalidCodecKeysError with every problem.
 * @example
 * const keys = parseCodecKeys(process.env.ECTICKET_CODEC_KEYS);
 */
export function parseCodecKeys(text: string): CodecKeys {
  const entries = text.split(',').map((entry) => entry.trim());
  const ids = entries.map((entry) => entry.slice(0, Math.max(entry.indexOf(':'), 0)));
  const problems = entries.flatMap((entry, index) => problemsOf(entry, index, ids));
  if (problems.length > 0) throw new InvalidCodecKeysError(problems);

  const [newest, ...older] = entries.map((entry, index) => toCodecKey(ids[index] ?? '', entry));
  if (newest === undefined) throw new InvalidCodecKeysError(['there is no key']);
  return [newest, ...older];
}

/**
 * Checks keys at run time, for callers that the compiler does not check.
 *
 * @throws InvalidCodecKeysError with every problem.
 */
export function checkCodecKeys(keys: unknown): asserts keys is CodecKeys {
  const given: readonly Partial<CodecKey>[] = Array.isArray(keys)
    ? keys.map((key: unknown) => Object(key) as object)
    : [];
  const ids = given.map(({ id }) => id ?? '');
  const problems = given.flatMap(({ key }, index) => [
    ...idProblems(index, ids),
    ...(key?.symmetricKeySize === KEY_BYTES ? [] : [`key ${index + 1} is not a secret key of 32 bytes`]),
  ]);
  if (given.length === 0) problems.push('there is no key');
  if (problems.length > 0) throw new InvalidCodecKeysError(problems);
}

function toCodecKey(id: string, entry: string): CodecKey {
  return { id, key: createSecretKey(entry.slice(id.length + 1), 'base64') };
}

function problemsOf(entry: string, index: number, ids: readonly string[]): string[] {
  const place = `key ${index + 1}`;
  if (entry === '') return [`${place} is empty`];
  if (!entry.includes(':')) return [`${place} has no id (write it before a colon)`];

  const wellFormed = BASE64_OF_32_BYTES.test(entry.slice((ids[index] ?? '').length + 1));
  return [...idProblems(index, ids), ...(wellFormed ? [] : [`${place} is not the Base64 of 32 bytes`])];
}

function idProblems(index: number, ids: readonly string[]): string[] {
  const place = `key ${index + 1}`;
  const id = ids[index] ?? '';
  const problems = [];
  if (!ID.test(id)) problems.push(`the id of ${place} is not 1 to 64 letters, digits, dots, underscores or dashes`);
  if (ids.indexOf(id) < index) problems.push(`${place} has the id of key ${ids.indexOf(id) + 1}`);
  return problems;
}
