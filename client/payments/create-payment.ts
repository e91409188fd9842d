import type { CallOptions } from '../../ecticket/call-options.js';
import type { CheckoutForm } from '../../ecticket/checkout/aio-checkout-form.js';
import type { CheckoutApi } from '../../ecticket/checkout/checkout-api.js';
import type { EmbeddedToken } from '../../ecticket/checkout/embedded-token.js';
import { InvalidRequestError } from '../../ecticket/errors/invalid-request-error.js';
import type { OrderSnapshot } from '../../workflows/messages/workflow.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import { LONGEST_PAID_NUMBER } from '../../workflows/messages/total-price.js';
import { OrderNotPayableError } from '../errors/order-not-payable-error.js';
import { CALLBACK_PATHS } from '../notify-urls.js';
import { ViolationList } from '../violation-list.js';

interface Shown {
  /** What the customer buys, up to 400 characters. */
  readonly itemName: string;
  /** What the payment is for, up to 200 characters. */
  readonly tradeDescription: string;
  /** A page of the merchant's to which the customer's browser posts the result. Fulfil nothing for what it says. */
  readonly orderResultUrl?: string;
}

/** A payment at AIO, ECPay's own checkout page. */
export interface AioPaymentRequest extends Shown {
  readonly kind: 'aio';
  /** Where the button back to the shop leads. */
  readonly clientBackUrl?: string;
}

/** A payment at the embedded checkout, on the merchant's page. */
export interface EmbeddedPaymentRequest extends Shown {
  readonly kind: 'embedded';
}

export type PaymentRequest = AioPaymentRequest | EmbeddedPaymentRequest;

/** Which field of the checkout's a field of ours becomes. */
const OUR_FIELDS: readonly (readonly [RegExp, string])[] = [
  [/^items(\[0\])?$/, 'itemName'],
  [/^description$/, 'tradeDescription'],
  [/^returnUrl$/, 'callbackBaseUrl'],
];

/** @throws InvalidRequestError for what is no request, before the order is read. */
export function checkPaymentRequest(request: PaymentRequest, callbackBase: string | undefined): void {
  const violations = new ViolationList();
  const aioOnly = (request as Partial<PaymentRequest> | undefined)?.kind === 'embedded' ? [] : ['clientBackUrl'];
  const fields = ['kind', 'itemName', 'tradeDescription', 'orderResultUrl', ...aioOnly];
  if (violations.checkFields(request, '', fields)) {
    violations.check(
      ['aio', 'embedded'].includes(request.kind),
      'kind',
      'paymentKind',
      'A payment is made at AIO’s checkout or at the embedded one.',
      "Give 'aio' or 'embedded'.",
    );
    violations.check(
      callbackBase !== undefined,
      'callbackBaseUrl',
      'callbackBaseUrlNeeded',
      'ECPay posts the payment notification to the callback receiver, whose address the client does not know.',
      'Give callbackBaseUrl to the client.',
    );
  }
  if (violations.all.length > 0) throw new InvalidRequestError('createPayment', violations.all);
}

/**
 * Creates the payment of an order that waits for one: its number, its amount, one-time credit card, and the receiver's
 * address.
 *
 * @throws OrderNotPayableError, InvalidRequestError, and as `CheckoutApi`.
 */
export async function createPayment(
  checkout: CheckoutApi,
  order: OrderSnapshot,
  request: PaymentRequest,
  callbackBase: string,
  options?: CallOptions,
): Promise<CheckoutForm | EmbeddedToken> {
  const { merchantId, merchantTradeNo, amount } = payable(order);
  const { kind, itemName, tradeDescription, orderResultUrl } = request;
  const asked = {
    ...{ merchantId, merchantTradeNo, amount, description: tradeDescription },
    items: [itemName] as [string],
    ...(orderResultUrl !== undefined && { orderResultUrl }),
  };
  try {
    if (kind === 'embedded') {
      const returnUrl = callbackBase + CALLBACK_PATHS.embeddedPayment;
      return await checkout.embeddedToken({ ...asked, returnUrl }, options);
    }
    const { clientBackUrl } = request;
    const returnUrl = callbackBase + CALLBACK_PATHS.aioPayment;
    return await checkout.aioForm({ ...asked, returnUrl, ...(clientBackUrl !== undefined && { clientBackUrl }) });
  } catch (error) {
    throw error instanceof InvalidRequestError ? inOurNames(error) : error;
  }
}

function payable(order: OrderSnapshot) {
  const { merchantId, merchantTradeNo, status, payment } = order;
  const refuse = (reason: OrderNotPayableError['reason']) => new OrderNotPayableError(workflowIdOf(order), reason);
  // Of NT$0 also where it was placed so that it waits for it: no checkout takes that.
  if (payment.due === 'nothing' || payment.amount === 0) throw refuse('nothingDue');
  if (merchantTradeNo === undefined || status !== 'awaitingPayment') throw refuse('notAwaitingPayment');
  if (payment.amount === undefined) throw refuse('amountUnknown');
  if (merchantTradeNo.length > LONGEST_PAID_NUMBER) throw refuse('numberTooLong');
  return { merchantId, merchantTradeNo, amount: payment.amount };
}

function inOurNames({ violations }: InvalidRequestError): InvalidRequestError {
  const named = violations.map((violation) => {
    const ours = OUR_FIELDS.find(([theirs]) => theirs.test(violation.path))?.[1];
    return { ...violation, path: ours ?? violation.path };
  });
  return new InvalidRequestError('createPayment', named);
}
