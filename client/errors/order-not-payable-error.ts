import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

const WORDS = {
  notAwaitingPayment: 'It does not wait for a payment. Look at its status: it is paid, or has ended.',
  nothingDue:
    'Nothing is due for it: its tickets cost NT$0, or it was issued in ECPay’s back office. It is issued without a payment.',
  amountUnknown:
    'It was placed without an amount, and the catalogue was not asked. Place orders with payment.amount, or leave checkCatalogue on.',
  numberTooLong:
    'ECPay’s checkouts take numbers of at most 20 characters. Place the order under a shorter merchantTradeNo.',
} as const;

/** No payment can be created for the order. Nothing was sent to ECPay. */
export class OrderNotPayableError extends ECTicketError {
  override readonly name = 'OrderNotPayableError';
  readonly code = 'ORDER_NOT_PAYABLE';

  constructor(
    readonly workflowId: string,
    readonly reason: keyof typeof WORDS,
  ) {
    super(`No payment can be created for ${workflowId}. ${WORDS[reason]}`);
  }
}
