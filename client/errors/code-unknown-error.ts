import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/** No order of this merchant that Temporal holds has a ticket with the scanned code. The error does not hold the code. */
export class CodeUnknownError extends ECTicketError {
  override readonly name = 'CodeUnknownError';
  readonly code = 'CODE_UNKNOWN';

  /** @param hasMoreUsed orders whose tickets are all used were not asked, because there are too many */
  constructor(
    readonly merchantId: string,
    { hasMoreUsed }: { readonly hasMoreUsed: boolean },
  ) {
    super(
      `No order of merchant ${merchantId} in this namespace has an unused ticket with this code.` +
        (hasMoreUsed ? ' The ticket may have been used: not every order without unused tickets was asked.' : '') +
        ` Check that the ticket is this merchant's, that it was sold through this system, and that upper and lower case are ` +
        `as printed. A ticket that was issued a moment ago may take some seconds to be found. An ended order is kept for ` +
        `the namespace's retention period only, and one whose workflow was terminated is not searched: redeem either by ` +
        `the order's number.`,
    );
  }
}
