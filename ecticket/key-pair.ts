/** The HashKey and HashIV that ECPay gives a merchant: one pair for ECTicket, another pair for payments. */
import { inspect } from 'node:util';
import { InvalidKeyPairError } from './errors/invalid-key-pair-error.js';

const HIDDEN = '[keys hidden]';

/**
 * ECPay's keys have 16 bytes. This package's choice: only printable ASCII without spaces is accepted, because anything
 * else is a copying error.
 */
const KEY = /^[\x21-\x7e]{16}$/;

interface Secrets {
  readonly hashKey: string;
  readonly hashIv: string;
  /** The same as bytes, which a cipher takes as they are. */
  readonly keyBytes: Buffer;
  readonly ivBytes: Buffer;
}

let readSecrets: (pair: SecretKeyPair) => Secrets;

/**
 * A HashKey and a HashIV of 16 bytes each. Private fields hold the values: `inspect`, `String` and JSON show
 * `[keys hidden]`.
 */
export abstract class SecretKeyPair {
  readonly #secrets: Secrets;

  static {
    readSecrets = (pair) => pair.#secrets;
  }

  /** @throws InvalidKeyPairError with every problem, without the values. */
  constructor(hashKey: string, hashIv: string) {
    const problems = [...findProblems('HashKey', hashKey), ...findProblems('HashIV', hashIv)];
    if (problems.length > 0) throw new InvalidKeyPairError(problems);
    this.#secrets = { hashKey, hashIv, keyBytes: Buffer.from(hashKey), ivBytes: Buffer.from(hashIv) };
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

/**
 * A merchant's HashKey and HashIV for ECTicket. For its payments, use {@link PaymentKeyPair}.
 *
 * @throws InvalidKeyPairError with every problem, without the values.
 * @example
 * const keys = new HashKeyPair('7b53896b742849d3', '37a0ad3c6ffa428b'); // ECPay's public stage merchant
 */
export class HashKeyPair extends SecretKeyPair {
  /** Makes the two key-pair classes different types for the compiler. */
  declare protected readonly service: 'ecticket';
}

/**
 * A merchant's HashKey and HashIV for ECPay's payments (AIO and embedded checkout). For ECTicket, use
 * {@link HashKeyPair}.
 *
 * @throws InvalidKeyPairError with every problem, without the values.
 */
export class PaymentKeyPair extends SecretKeyPair {
  /** Makes the two key-pair classes different types for the compiler. */
  declare protected readonly service: 'payment';
}

/** Returns the secret values, for ciphers and checksums only. The package does not export this function. */
export function secretsOf(pair: SecretKeyPair): Secrets {
  return readSecrets(pair);
}

function findProblems(name: string, value: unknown): string[] {
  if (typeof value !== 'string') return [`${name} is not a string`];
  const bytes = Buffer.byteLength(value);
  if (bytes !== 16) return [`${name} has ${bytes} bytes instead of 16`];
  return KEY.test(value) ? [] : [`${name} contains a space or a character that is not printable ASCII`];
}
