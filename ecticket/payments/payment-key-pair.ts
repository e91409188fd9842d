import { SecretKeyPair } from '../secret-key-pair.js';

/**
 * One merchant's HashKey and HashIV for ECPay's payments (AIO and embedded checkout). Not those of ECTicket: see
 * `HashKeyPair`.
 *
 * @throws InvalidKeyPairError naming every mistake, without the values.
 */
export class PaymentKeyPair extends SecretKeyPair {
  /** For the compiler alone, which else would take one kind of pair for the other. */
  declare protected readonly service: 'payment';
}
