import { ECTicketError } from './ecticket-error.js';

/** A HashKey or HashIV is not valid. The error lists the problems without the values. */
export class InvalidKeyPairError extends ECTicketError {
  override readonly name = 'InvalidKeyPairError';
  readonly code = 'INVALID_KEY_PAIR';

  constructor(readonly problems: readonly string[]) {
    super(
      `${problems.join('; ')}. ` +
        `Copy HashKey and HashIV from ECPay's back office: 16 printable ASCII characters each, without spaces.`,
    );
  }
}
