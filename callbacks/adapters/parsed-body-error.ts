import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/** Somebody read the body first. What is verified are its bytes as they came, and those are gone. */
export class ParsedBodyError extends ECTicketError {
  override readonly name = 'ParsedBodyError';
  readonly code = 'PARSED_BODY';

  constructor(howToMend: string) {
    super(
      `The body was read before the callback handler had it, and what it verifies are the bytes as they came. ${howToMend}`,
    );
  }
}
