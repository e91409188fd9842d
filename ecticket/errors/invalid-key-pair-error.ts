import { ECTicketError } from './ecticket-error.js';

/** A HashKey or HashIV cannot be one of ECPay's. Says what is wrong with it and never what it is. */
export class InvalidKeyPairError extends ECTicketError {
  override readonly name = 'InvalidKeyPairError';
  readonly code = 'INVALID_KEY_PAIR';

  constructor(readonly problems: readonly string[]) {
    super(
      `${problems.join('; ')}. Copy HashKey and HashIV from the vendor's system: 16 printable ASCII characters each, no spaces.`,
    );
  }
}
