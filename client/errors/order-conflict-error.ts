import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

const WORDS = {
  differentOrder:
    'A different order has been placed under this number before. ECPay takes a trade number once: give a new order a new number, or place the first one again exactly as it was.',
  beingLookedUp:
    'ECPay is being asked whether it knows an order under this number. Place the order again in a minute: where ECPay knows of none, the number is free. Where ECPay does not answer for longer, give the order a new number.',
  differsInCaseOnly:
    'Its number differs only in upper and lower case from that of another order. Give the new order a number that differs otherwise.',
} as const;

/** The trade number is taken, by an order of other contents as a rule. Nothing was started. */
export class OrderConflictError extends ECTicketError {
  override readonly name = 'OrderConflictError';
  readonly code = 'ORDER_CONFLICT';

  constructor(
    readonly workflowId: string,
    /** `beingLookedUp`: a callback or a person asked for this number; the answer may still come. */
    readonly reason: keyof typeof WORDS,
    /** The workflow id of the order whose number differs only in case. */
    readonly conflictsWith?: string,
  ) {
    super(
      `The order cannot be placed as ${workflowId}. ${WORDS[reason]}${conflictsWith === undefined ? '' : ` The other order: ${conflictsWith}.`}`,
    );
  }
}
