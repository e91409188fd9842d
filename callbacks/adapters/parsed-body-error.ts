import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/** The body was read before the callback handler, so its bytes are lost and cannot be verified. */
export class ParsedBodyError extends ECTicketError {
  override readonly name = 'ParsedBodyError';
  readonly code = 'PARSED_BODY';

  constructor(fix: string) {
    super(`The callback handler needs the unchanged bytes of the body, but the body was read before it. ${fix}`);
  }
}
