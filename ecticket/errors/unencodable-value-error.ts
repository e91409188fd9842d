import { ECTicketError } from './ecticket-error.js';

/** The value to encrypt is not a JSON value, or is a text without a UTF-8 form. */
export class UnencodableValueError extends ECTicketError {
  override readonly name = 'UnencodableValueError';
  readonly code = 'UNENCODABLE_VALUE';
}
