import { orderRefOf } from '../client/orders/order-ref.js';
import type { MerchantRegistry } from '../ecticket/merchants.js';
import type { Paid } from '../ecticket/payments/payment-notice.js';
import { PAYMENT_TAKEN, REFUSED, TRY_AGAIN, type Answer } from './answers.js';
import type { Payment } from '../workflows/messages/order.js';
import type { DeliveryOutcome, DeliverOnce } from './coalesce.js';
import type { CallbackLog } from './log.js';
import type { Outcome } from './observation.js';
import { verifyPayment, type PaymentKind } from './verify-payment.js';
import { orderNames } from './order-names.js';

/**
 * Whether the test notifications that ECPay's back office sends on request fulfil orders, as payments do. Nobody has paid
 * them: `count` is for stage and sandbox.
 */
export type SimulatedPayments = 'ignore' | 'count';

export interface PaymentReceiverContext {
  readonly merchants: MerchantRegistry;
  readonly deliver: DeliverOnce;
  readonly simulatedPayments: SimulatedPayments;
  readonly log: CallbackLog;
}

/**
 * Takes what ECPay posts to a payment's ReturnURL (developers.ecpay.com.tw/?p=2878 AIO, ?p=9058 embedded checkout).
 * `1|OK` is answered when the order has the payment, or when there is none; without it ECPay sends again.
 */
export async function receivePayment(
  kind: PaymentKind,
  body: Uint8Array | string,
  { merchants, deliver, simulatedPayments, log }: PaymentReceiverContext,
): Promise<Outcome> {
  const opened = await verifyPayment(kind, body, merchants);
  if ('refusal' in opened) {
    log.warn({ kind, ...opened }, 'refused what is not a payment notification of ECPay for a merchant of ours');
    return { answer: REFUSED, result: opened.refusal };
  }
  if ('problems' in opened) {
    log.error({ kind, ...opened }, 'cannot read a payment notification that is of ECPay; it will send it again');
    // The same answer as to a forged one: without a checksum, a difference would tell of what was sealed.
    return { answer: REFUSED, result: 'unreadable', merchantId: opened.merchantId };
  }
  const { merchantId, notice } = opened;
  const { paymentMerchantId, merchantTradeNo: tradeNo, rtnCode, rtnMsg } = notice;
  const seen = { kind, merchantId, ...(paymentMerchantId !== merchantId && { paymentMerchantId }), tradeNo };
  if (!notice.paid) {
    log.info({ ...seen, rtnCode, rtnMsg }, 'a payment was not made');
    return { answer: PAYMENT_TAKEN, result: 'notPaid', merchantId };
  }
  if (notice.simulated && simulatedPayments === 'ignore') {
    log.warn(seen, 'a simulated payment: nobody has paid, and nothing is fulfilled');
    return { answer: PAYMENT_TAKEN, result: 'simulated', merchantId };
  }
  const { reference, simulated, method, methodSeen } = notice;
  // The payment's trade number is the order's; ECPay limits it to letters and digits, so that any other names none.
  const order = orderRefOf({ merchantId, merchantTradeNo: tradeNo });
  const result =
    order === undefined ? 'unknown' : await deliver(order, { kind: 'payment', payment: paymentOf(kind, notice) });
  const otherMethod = method === 'other' && { methodSeen };
  const fields = { ...seen, ...orderNames(order), reference, ...(simulated && { simulated }), ...otherMethod };
  return { answer: conclude(result, fields, log), result, merchantId };
}

/** Marked with where it comes from: a notice is a hint, which the order confirms with ECPay before it issues. */
function paymentOf(kind: PaymentKind, { amount, reference, paidAt, method }: Paid): Payment {
  return { amount, reference, ...(paidAt !== undefined && { paidAt }), method, source: SOURCES[kind] };
}

const SOURCES = { aioPayment: 'aioNotice', embeddedPayment: 'embeddedNotice' } as const;

function conclude(delivery: DeliveryOutcome, fields: object, log: CallbackLog): Answer {
  switch (delivery) {
    case 'repeated':
      return PAYMENT_TAKEN;
    case 'accepted':
      log.info(fields, 'the order has the payment');
      return PAYMENT_TAKEN;
    case 'ended':
      log.warn(fields, 'a payment for an order that ended without it: money without tickets; ECPay will send it again');
      return TRY_AGAIN;
    case 'deferred':
    case 'unknown':
      log.warn(fields, 'a payment for an order that is not placed here yet; ECPay will send it again');
      return TRY_AGAIN;
  }
}
