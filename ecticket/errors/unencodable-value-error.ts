import { ECTicketError } from './ecticket-error.js';

/** What was given to be sealed is no JSON value, or a text that has no UTF-8 form. */
export class UnencodableValueError extends ECTicketError {
  override readonly name = 'UnencodableValueError';
  readonly code = 'UNENCODABLE_VALUE';
}
