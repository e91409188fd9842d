import { orderRefOf } from '../client/orders/order-ref.js';
import type { MerchantRegistry } from '../ecticket/merchants.js';
import type { Paid } from '../ecticket/payments/payment-notice.js';
import type { Payment } from '../workflows/messages/order.js';
import { PAYMENT_ACKNOWLEDGED, REFUSED, TRY_AGAIN, type Answer } from './answers.js';
import type { CoalescedDelivery, DeliverCoalesced } from './delivery.js';
import { orderFields, type CallbackLog } from './log.js';
import type { Outcome } from './observation.js';
import { verifyPayment, type PaymentKind } from './verify-payment.js';

/**
 * Whether test notifications from ECPay's back office pay orders as real payments do. Nobody has paid them, so use
 * `count` only with the stage environment and the sandbox.
 */
export type SimulatedPayments = 'ignore' | 'count';

export interface PaymentContext {
  readonly merchants: MerchantRegistry;
  readonly deliver: DeliverCoalesced;
  readonly simulatedPayments: SimulatedPayments;
  readonly log: CallbackLog;
}

/**
 * Handles a notification that ECPay posts to the ReturnURL of a payment (developers.ecpay.com.tw/?p=2878 AIO, ?p=9058
 * embedded checkout). It answers `1|OK` when the order has the payment, or when there is no payment. Otherwise ECPay
 * sends the notification again.
 *
 * @throws MerchantLookupError, InvalidMerchantsError if the merchant registry fails, and the errors of `deliver`.
 */
export async function receivePayment(
  kind: PaymentKind,
  body: Uint8Array | string,
  { merchants, deliver, simulatedPayments, log }: PaymentContext,
): Promise<Outcome> {
  const verified = await verifyPayment(kind, body, merchants);
  if ('refusal' in verified) {
    log.warn({ kind, ...verified }, 'refused a request that is not a payment notification for a known merchant');
    return { answer: REFUSED, result: verified.refusal };
  }
  if ('problems' in verified) {
    log.error({ kind, ...verified }, 'cannot read a payment notification of ECPay; it will send it again');
    // The same answer as for a forged notification, because a different one would reveal the content of an encrypted
    // one.
    return { answer: REFUSED, result: 'unreadable', merchantId: verified.merchantId };
  }
  const { merchantId, notice } = verified;
  const { paymentMerchantId, merchantTradeNo: tradeNo, rtnCode, rtnMsg } = notice;
  const fields = { kind, merchantId, ...(paymentMerchantId !== merchantId && { paymentMerchantId }), tradeNo };
  if (!notice.paid) {
    log.info({ ...fields, rtnCode, rtnMsg }, 'received a notification without a payment');
    return { answer: PAYMENT_ACKNOWLEDGED, result: 'notPaid', merchantId };
  }
  if (notice.simulated && simulatedPayments === 'ignore') {
    log.warn(fields, 'ignored a simulated payment: nobody has paid');
    return { answer: PAYMENT_ACKNOWLEDGED, result: 'simulated', merchantId };
  }
  const { reference, simulated, method, methodSeen } = notice;
  // The payment has the order's number. ECPay limits numbers to letters and digits, so any other names no order.
  const order = orderRefOf({ merchantId, merchantTradeNo: tradeNo });
  const payment = toPayment(kind, notice);
  const result = order === undefined ? 'unknown' : await deliver(order, { kind: 'payment', payment });
  const paymentFields = {
    ...fields,
    ...orderFields(order),
    reference,
    ...(simulated && { simulated }),
    ...(method === 'other' && { methodSeen }),
  };
  return { answer: answerDelivery(result, paymentFields, log), result, merchantId };
}

const SOURCES = { aioPayment: 'aioNotice', embeddedPayment: 'embeddedNotice' } as const;

/** Adds the source: the order confirms a payment from a notification with ECPay before it issues tickets. */
function toPayment(kind: PaymentKind, { amount, reference, paidAt, method }: Paid): Payment {
  return { amount, reference, ...(paidAt !== undefined && { paidAt }), method, source: SOURCES[kind] };
}

function answerDelivery(delivery: CoalescedDelivery, fields: object, log: CallbackLog): Answer {
  switch (delivery) {
    case 'repeated':
      return PAYMENT_ACKNOWLEDGED;
    case 'accepted':
      log.info(fields, 'delivered a payment to its order');
      return PAYMENT_ACKNOWLEDGED;
    case 'ended':
      log.warn(fields, 'received a payment for an order that ended without it; ECPay will send it again');
      return TRY_AGAIN;
    case 'unconfirmed':
      log.warn(
        fields,
        'refused a payment without an order: ECPay does not have it under this number, or could not be queried',
      );
      return TRY_AGAIN;
    case 'deferred':
    case 'unknown':
      log.warn(fields, 'received a payment for an order that is not placed yet; ECPay will send it again');
      return TRY_AGAIN;
  }
}
