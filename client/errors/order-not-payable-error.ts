import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

const EXPLANATIONS = {
  notAwaitingPayment: 'It does not wait for a payment: it is paid or has ended. Check its status with getOrder.',
  nothingDue:
    'Nothing is due: its tickets cost NT$0, or it was issued in ECPay’s back office. It is issued without a payment.',
  amountUnknown:
    'Its amount is unknown: it was placed without one, and the catalogue was not checked. Place orders with ' +
    'payment.amount, or leave checkCatalogue on.',
  numberTooLong:
    'ECPay’s checkouts accept numbers of at most 20 characters. Place the order with a shorter merchantTradeNo.',
} as const;

/** No payment can be created for the order. Nothing was sent to ECPay. */
export class OrderNotPayableError extends ECTicketError {
  override readonly name = 'OrderNotPayableError';
  readonly code = 'ORDER_NOT_PAYABLE';

  constructor(
    readonly workflowId: string,
    readonly reason: keyof typeof EXPLANATIONS,
  ) {
    super(`No payment can be created for the order ${workflowId}. ${EXPLANATIONS[reason]}`);
  }
}
