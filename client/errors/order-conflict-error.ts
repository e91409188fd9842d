import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

const EXPLANATIONS = {
  differentOrder:
    'A different order has this number. ECPay accepts a trade number once: give a new order a new number, or place ' +
    'the existing order again exactly as it was.',
  beingLookedUp:
    'A workflow is querying ECPay for an order with this number. Place the order again in a minute: if ' +
    'ECPay has none, the number is free. If ECPay does not answer for longer, give the order a new number.',
  differsInCaseOnly:
    'Its number differs only in upper and lower case from that of another order. Give the new order a number that ' +
    'differs in other characters.',
} as const;

/** The trade number is taken, usually by a different order. Nothing was started. */
export class OrderConflictError extends ECTicketError {
  override readonly name = 'OrderConflictError';
  readonly code = 'ORDER_CONFLICT';

  constructor(
    readonly workflowId: string,
    /** `beingLookedUp`: a callback or an operator adopted this number, and ECPay has not answered yet. */
    readonly reason: keyof typeof EXPLANATIONS,
    /** The workflow id of the order whose number differs only in case. */
    readonly conflictsWith?: string,
  ) {
    const other = conflictsWith === undefined ? '' : ` The other order: ${conflictsWith}.`;
    super(`The order cannot be placed as ${workflowId}. ${EXPLANATIONS[reason]}${other}`);
  }
}
