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

interface PaymentTexts {
  /** What the customer buys, up to 400 characters. */
  readonly itemName: string;
  /** What the payment is for, up to 200 characters. */
  readonly tradeDescription: string;
  /** A page of the merchant that the customer's browser posts the result to. Do not fulfil orders based on it. */
  readonly orderResultUrl?: string;
}

/** A payment on ECPay's own checkout page (AIO). */
export interface AioPaymentRequest extends PaymentTexts {
  readonly kind: 'aio';
  /** The page to which a button of the checkout returns the customer. */
  readonly clientBackUrl?: string;
}

/** A payment in ECPay's embedded checkout, on the merchant's page. */
export interface EmbeddedPaymentRequest extends PaymentTexts {
  readonly kind: 'embedded';
}

export type PaymentRequest = AioPaymentRequest | EmbeddedPaymentRequest;

/** Maps field paths of CheckoutApi to the field names of PaymentRequest, for error messages. */
const FIELD_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^items(\[0\])?$/, 'itemName'],
  [/^description$/, 'tradeDescription'],
  [/^returnUrl$/, 'callbackBaseUrl'],
];

/** Checks a payment request before the order is read. @throws InvalidRequestError */
export function checkPaymentRequest(request: PaymentRequest, callbackBase: string | undefined): void {
  const violations = new ViolationList();
  const aioOnly = (request as Partial<PaymentRequest> | undefined)?.kind === 'embedded' ? [] : ['clientBackUrl'];
  const fields = ['kind', 'itemName', 'tradeDescription', 'orderResultUrl', ...aioOnly];
  if (violations.checkFields(request, '', fields)) {
    violations.check(
      ['aio', 'embedded'].includes(request.kind),
      'kind',
      'paymentKind',
      'kind must be aio or embedded.',
      "Use 'aio' for ECPay's checkout page, 'embedded' for the merchant's own page.",
    );
    violations.check(
      callbackBase !== undefined,
      'callbackBaseUrl',
      'callbackBaseUrlNeeded',
      'ECPay posts the payment notification to the callback receiver, and the client has no callbackBaseUrl.',
      'Set callbackBaseUrl in the options of the client.',
    );
  }
  if (violations.all.length > 0) throw new InvalidRequestError('createPayment', violations.all);
}

/**
 * Creates the payment of an order, with its number and amount, one-time credit card, and the receiver's address.
 * Documented at `ECTicketClient.createPayment`.
 *
 * @throws OrderNotPayableError if the order does not wait for a payment that ECPay's checkout accepts.
 * @throws InvalidRequestError if the request is invalid.
 * @throws Also the errors of `CheckoutApi`.
 */
export async function createPayment(
  checkout: CheckoutApi,
  order: OrderSnapshot,
  request: PaymentRequest,
  callbackBase: string,
  options?: CallOptions,
): Promise<CheckoutForm | EmbeddedToken> {
  const { merchantId, merchantTradeNo, amount } = requirePayable(order);
  const { kind, itemName, tradeDescription, orderResultUrl } = request;
  const checkoutRequest = {
    ...{ merchantId, merchantTradeNo, amount, description: tradeDescription },
    items: [itemName] as [string],
    ...(orderResultUrl !== undefined && { orderResultUrl }),
  };
  try {
    if (kind === 'embedded') {
      const returnUrl = callbackBase + CALLBACK_PATHS.embeddedPayment;
      return await checkout.embeddedToken({ ...checkoutRequest, returnUrl }, options);
    }
    const { clientBackUrl } = request;
    const returnUrl = callbackBase + CALLBACK_PATHS.aioPayment;
    return await checkout.aioForm({
      ...checkoutRequest,
      returnUrl,
      ...(clientBackUrl !== undefined && { clientBackUrl }),
    });
  } catch (error) {
    throw error instanceof InvalidRequestError ? renameFields(error) : error;
  }
}

/** @throws OrderNotPayableError */
function requirePayable(order: OrderSnapshot) {
  const { merchantId, merchantTradeNo, status, payment } = order;
  const refuse = (reason: OrderNotPayableError['reason']) => new OrderNotPayableError(workflowIdOf(order), reason);
  // No checkout accepts NT$0, even if the order was placed so that it waits for a payment.
  if (payment.due === 'nothing' || payment.amount === 0) throw refuse('nothingDue');
  if (merchantTradeNo === undefined || status !== 'awaitingPayment') throw refuse('notAwaitingPayment');
  if (payment.amount === undefined) throw refuse('amountUnknown');
  if (merchantTradeNo.length > LONGEST_PAID_NUMBER) throw refuse('numberTooLong');
  return { merchantId, merchantTradeNo, amount: payment.amount };
}

/** Replaces the field paths of CheckoutApi by those of PaymentRequest. */
function renameFields({ violations }: InvalidRequestError): InvalidRequestError {
  const renamed = violations.map((violation) => {
    const name = FIELD_NAMES.find(([pattern]) => pattern.test(violation.path))?.[1];
    return { ...violation, path: name ?? violation.path };
  });
  return new InvalidRequestError('createPayment', renamed);
}
