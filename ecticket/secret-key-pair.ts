import { inspect } from 'node:util';
import { InvalidKeyPairError } from './errors/invalid-key-pair-error.js';

const HIDDEN = '[keys hidden]';

/** What ECPay hands out; its own length is 16 bytes. That no space or control character occurs is our choice: one is a slip in copying. */
const KEY = /^[\x21-\x7e]{16}$/;

interface Secrets {
  readonly hashKey: string;
  readonly hashIv: string;
}

let reveal: (pair: SecretKeyPair) => Secrets;

/**
 * A HashKey and a HashIV, 16 bytes each, of whichever of ECPay's services. The values are in a private field: `inspect`,
 * `String` and JSON show `[keys hidden]`.
 */
export abstract class SecretKeyPair {
  readonly #secrets: Secrets;

  static {
    reveal = (pair) => pair.#secrets;
  }

  /** @throws InvalidKeyPairError naming every mistake, without the values. */
  constructor(hashKey: string, hashIv: string) {
    const mistakes = [...mistakesIn('HashKey', hashKey), ...mistakesIn('HashIV', hashIv)];
    if (mistakes.length > 0) throw new InvalidKeyPairError(mistakes);
    this.#secrets = { hashKey, hashIv };
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return `${this.constructor.name} ${HIDDEN}`;
  }
}

/** The values themselves, for ciphers and checksums alone; the package does not export this. */
export function secretsOf(pair: SecretKeyPair): Secrets {
  return reveal(pair);
}

function mistakesIn(name: string, value: unknown): string[] {
  if (typeof value !== 'string') return [`${name} is not a string`];
  const bytes = Buffer.byteLength(value);
  if (bytes !== 16) return [`${name} has ${bytes} bytes instead of 16`];
  return KEY.test(value) ? [] : [`${name} holds a space or a character that is not printable ASCII`];
}
