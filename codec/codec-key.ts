import { createSecretKey, type KeyObject } from 'node:crypto';
import { InvalidCodecKeysError } from './errors/invalid-codec-keys-error.js';

/** A key of the payload codec. `key` is 32 bytes of AES-256 that neither `inspect` nor JSON shows. */
export interface CodecKey {
  /** Stands in the clear beside every payload that was encrypted with the key. Never given to another key. */
  readonly id: string;
  readonly key: KeyObject;
}

/** Newest first: it encrypts, all of them decrypt. A key stays as long as histories written with it are kept. */
export type CodecKeys = readonly [CodecKey, ...CodecKey[]];

/**
 * The keys themselves, or a function that gets them from a key service: asked when the first payload comes and then every few
 * minutes, once for all who wait. See docs/how-to/encryption.md.
 */
export type CodecKeySource = CodecKeys | (() => Promise<CodecKeys>);

const ID = /^[A-Za-z0-9._-]{1,64}$/;
const BASE64_OF_32_BYTES = /^[A-Za-z0-9+/]{43}=$/;
const KEY_BYTES = 32;

/**
 * A key from its bytes, as a key service gives them.
 * @param id up to 64 letters, digits, `.`, `_`, `-`
 * @param bytes 32 of them; undefined, which some services' types allow, is a mistake too
 * @throws InvalidCodecKeysError
 */
export function codecKey(id: string, bytes: Uint8Array | undefined): CodecKey {
  if (bytes?.byteLength !== KEY_BYTES) throw new InvalidCodecKeysError([`the key that was given is not 32 bytes`]);
  const key = { id, key: createSecretKey(bytes) };
  checkCodecKeys([key]);
  return key;
}

/**
 * Reads `id:key,id:key`, newest first; each key the Base64 of 32 bytes, each id up to 64 letters, digits, `.`, `_`, `-`.
 * @throws InvalidCodecKeysError with every mistake.
 */
export function parseCodecKeys(text: string): CodecKeys {
  const entries = text.split(',').map((entry) => entry.trim());
  const ids = entries.map((entry) => entry.slice(0, Math.max(entry.indexOf(':'), 0)));
  const mistakes = entries.flatMap((entry, index) => mistakesOf(entry, index, ids));
  if (mistakes.length > 0) throw new InvalidCodecKeysError(mistakes);

  const [newest, ...older] = entries.map((entry, index) => toCodecKey(ids[index] ?? '', entry));
  if (newest === undefined) throw new InvalidCodecKeysError(['there is no key']);
  return [newest, ...older];
}

/**
 * Keys from code that no compiler has read.
 * @throws InvalidCodecKeysError with every mistake.
 */
export function checkCodecKeys(keys: unknown): asserts keys is CodecKeys {
  const given: readonly Partial<CodecKey>[] = Array.isArray(keys)
    ? keys.map((key: unknown) => Object(key) as object)
    : [];
  const ids = given.map(({ id }) => id ?? '');
  const mistakes = given.flatMap(({ key }, index) => [
    ...idMistakes(index, ids),
    ...(key?.symmetricKeySize === KEY_BYTES ? [] : [`key ${index + 1} is not a secret key of 32 bytes`]),
  ]);
  if (given.length === 0) mistakes.push('there is no key');
  if (mistakes.length > 0) throw new InvalidCodecKeysError(mistakes);
}

function toCodecKey(id: string, entry: string): CodecKey {
  return { id, key: createSecretKey(entry.slice(id.length + 1), 'base64') };
}

function mistakesOf(entry: string, index: number, ids: readonly string[]): string[] {
  const place = `key ${index + 1}`;
  if (entry === '') return [`${place} is empty`];
  if (!entry.includes(':')) return [`${place} has no id (nothing stands before a colon)`];

  const wellFormed = BASE64_OF_32_BYTES.test(entry.slice((ids[index] ?? '').length + 1));
  return [...idMistakes(index, ids), ...(wellFormed ? [] : [`${place} is not the Base64 of 32 bytes`])];
}

function idMistakes(index: number, ids: readonly string[]): string[] {
  const place = `key ${index + 1}`;
  const id = ids[index] ?? '';
  const mistakes = [];
  if (!ID.test(id)) mistakes.push(`the id of ${place} is not 1 to 64 letters, digits, dots, underscores or dashes`);
  if (ids.indexOf(id) < index) mistakes.push(`${place} has the id of key ${ids.indexOf(id) + 1}`);
  return mistakes;
}
