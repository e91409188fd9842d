/** Why `ecticket forget` deletes nothing. */
import type { OrderStatus } from '../client/index.js';

/** The last run of an order's workflow. */
export interface LastRun {
  /** The last status that the order published. */
  readonly status: OrderStatus | undefined;
  /** Temporal's name for how the run closed, such as `TERMINATED`; undefined while it runs. */
  readonly workflowStatus: string | undefined;
  /** False while the order runs, and if its workflow closed before the order had its last status. */
  readonly hasEnded: boolean;
}

/** The order runs, or its workflow was closed from outside: deleting it would leave its money or tickets unwatched. */
export class OrderOpenError extends Error {
  override readonly name = 'OrderOpenError';
  readonly code = 'ORDER_OPEN';
  readonly status: OrderStatus | undefined;
  /** How the workflow was closed from outside; undefined while it runs. */
  readonly workflowStatus: string | undefined;

  /** @param order The order as the command line names it. */
  constructor(
    readonly workflowId: string,
    order: string,
    { status, workflowStatus }: LastRun,
  ) {
    const fix = workflowStatus === undefined ? howToEnd(status) : howToAdopt(order, workflowStatus);
    super(
      `The order ${workflowId} has not ended${status === undefined ? '' : ` (${status})`}. ` +
        `${fix} Then run the command again.`,
    );
    this.status = status;
    this.workflowStatus = workflowStatus;
  }
}

/** The number belongs to an order that writes it in another letter case (docs/decisions/0034). */
export class NumberInOtherCaseError extends Error {
  override readonly name = 'NumberInOtherCaseError';
  readonly code = 'NUMBER_IN_OTHER_CASE';

  /**
   * @param order The order as the user named it.
   * @param writtenAs The order that has the number, as the command line names it.
   */
  constructor(
    readonly workflowId: string,
    order: string,
    readonly writtenAs: string,
  ) {
    super(
      `Temporal has no order ${order}. The number belongs to the order ${writtenAs}: the letter case differs. ` +
        `Nothing was deleted. To delete that order, run: ecticket forget ${writtenAs}`,
    );
  }
}

/** A payment that named the order waits for a decision about its money. */
export class PaymentOpenError extends Error {
  override readonly name = 'PaymentOpenError';
  readonly code = 'PAYMENT_OPEN';

  constructor(readonly payments: readonly string[]) {
    super(
      `The order did not have these payments, and their money waits for a decision: ${payments.join(', ')}. ` +
        'Return the money or use it for an order, and close each with: ecticket payment resolve <payment> --why "…". ' +
        'Then run the command again.',
    );
  }
}

function howToEnd(status: OrderStatus | undefined): string {
  switch (status) {
    case 'awaitingPayment':
      return 'Cancel it with: ecticket order cancel.';
    case 'needsAttention':
      return 'Decide about it with: ecticket order resubmit, or ecticket order abandon.';
    case 'active':
      return 'It ends when every ticket is redeemed, refunded or expired, or when escrow is over. Refund: ecticket order refund.';
    case 'issuing':
    case 'awaitingIssuance':
    case undefined:
      return 'Wait until it has its tickets or needs attention: ecticket order watch.';
    default:
      return 'It has its last status. It ends when the bank has confirmed its refund, and your webhook has accepted its events.';
  }
}

function howToAdopt(order: string, workflowStatus: string): string {
  return (
    `Its workflow closed too early (${workflowStatus}), so nothing watches its payment and its tickets. ` +
    `Adopt it with: ecticket order adopt ${order}. If ECPay has no such order, it ends at once: return its payment. ` +
    'Otherwise it ends as every order does: ecticket order show says how.'
  );
}
