import { createSecretKey, type KeyObject } from 'node:crypto';
import { InvalidCodecKeysError } from './errors/invalid-codec-keys-error.js';

/** A key of the payload codec. `key` is 32 bytes of AES-256 that neither `inspect` nor JSON shows. */
export interface CodecKey {
  /** Stands in the clear beside every payload that was encrypted with the key. */
  readonly id: string;
  readonly key: KeyObject;
}

const ID = /^[A-Za-z0-9._-]{1,64}$/;
const BASE64_OF_32_BYTES = /^[A-Za-z0-9+/]{43}=$/;

/**
 * Reads `id:key,id:key`, newest first; each key the Base64 of 32 bytes, each id up to 64 letters, digits, `.`, `_`, `-`.
 * @throws InvalidCodecKeysError with every mistake.
 */
export function parseCodecKeys(text: string): readonly [CodecKey, ...CodecKey[]] {
  const entries = text.split(',').map((entry) => entry.trim());
  const ids = entries.map((entry) => entry.slice(0, Math.max(entry.indexOf(':'), 0)));
  const mistakes = entries.flatMap((entry, index) => mistakesOf(entry, index, ids));
  if (mistakes.length > 0) throw new InvalidCodecKeysError(mistakes);

  const [newest, ...older] = entries.map((entry, index) => toCodecKey(ids[index] ?? '', entry));
  if (newest === undefined) throw new InvalidCodecKeysError(['there is no key']);
  return [newest, ...older];
}

function toCodecKey(id: string, entry: string): CodecKey {
  return { id, key: createSecretKey(entry.slice(id.length + 1), 'base64') };
}

function mistakesOf(entry: string, index: number, ids: readonly string[]): string[] {
  const place = `key ${index + 1}`;
  if (entry === '') return [`${place} is empty`];
  if (!entry.includes(':')) return [`${place} has no id (nothing stands before a colon)`];

  const id = ids[index] ?? '';
  const mistakes = [];
  if (!ID.test(id)) mistakes.push(`the id of ${place} is not 1 to 64 letters, digits, dots, underscores or dashes`);
  if (ids.indexOf(id) < index) mistakes.push(`${place} has the id of key ${ids.indexOf(id) + 1}`);
  if (!BASE64_OF_32_BYTES.test(entry.slice(id.length + 1))) mistakes.push(`${place} is not the Base64 of 32 bytes`);
  return mistakes;
}
