import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/** No order of this merchant in Temporal has a ticket with the scanned code. The error does not contain the code. */
export class CodeUnknownError extends ECTicketError {
  override readonly name = 'CodeUnknownError';
  readonly code = 'CODE_UNKNOWN';

  /** @param hasMoreUsed Whether some orders without unused tickets were not searched, because there are too many. */
  constructor(
    readonly merchantId: string,
    { hasMoreUsed }: { readonly hasMoreUsed: boolean },
  ) {
    super(
      `No order of merchant ${merchantId} in this namespace has an unused ticket with this code.` +
        (hasMoreUsed ? ' The ticket may be used already: not every order without unused tickets was searched.' : '') +
        ' Check that the ticket belongs to this merchant, that it was sold through this system, and that the code ' +
        'has upper and lower case as printed. A ticket issued a moment ago may take some seconds to appear. Orders ' +
        "past the namespace's retention period and orders whose workflow was terminated are not searched: redeem " +
        "their tickets by the order's number.",
    );
  }
}
