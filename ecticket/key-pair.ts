import { SecretKeyPair } from './secret-key-pair.js';

/**
 * One merchant's HashKey and HashIV for ECTicket. Not those of its payments: see `PaymentKeyPair`.
 *
 * @throws InvalidKeyPairError naming every mistake, without the values.
 */
export class HashKeyPair extends SecretKeyPair {
  /** For the compiler alone, which else would take one kind of pair for the other. */
  declare protected readonly service: 'ecticket';
}
