/** Requests as ECPay sends them, for tests of a merchant's own receiver. */
import { encryptAndSign } from '../ecticket/signed-data.js';
import { MerchantRegistry } from '../ecticket/merchants.js';
import type { MerchantSource } from '../ecticket/merchant.js';
import type { OrderRef } from '../ecticket/order.js';
import { STAGE_MERCHANTS } from '../ecticket/stage-merchants.js';
import { callbackBody } from '../sandbox/callbacks/send.js';
import {
  STAGE_PAYMENT_MERCHANT,
  type PaymentKind,
  type PaymentMerchant,
} from '../sandbox/payments/payment-merchant.js';
import { paymentMessage } from '../sandbox/payments/payment-notifier.js';
import type { PaymentMethod } from '../sandbox/payments/payment.js';
import { CALLBACK_PATHS } from '../workflows/messages/notify-urls.js';
import { refOf } from '../workflows/messages/names.js';
import type { Callback } from '../workflows/messages/order.js';

/** A POST request of ECPay. Send it with `fetch(receiverUrl + path, { method, headers, body })`. */
export interface SignedRequest {
  /** Which URL of the receiver it is for, as `Receiver.receive` takes it. */
  readonly kind: keyof typeof CALLBACK_PATHS;
  /** The path below the receiver's base URL. */
  readonly path: string;
  readonly method: 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A callback of ECPay about tickets. */
export interface CallbackToSign {
  /** `useStatus`: tickets were redeemed. `refund`: tickets were refunded. */
  readonly kind: Callback['kind'];
  readonly order: OrderRef;
  /** Further fields of the Data, in ECPay's names. The receiver does not trust them. */
  readonly data?: object;
  /** The merchants with their keys. Default: ECPay's public test merchants. */
  readonly merchants?: MerchantSource;
}

/**
 * Encrypts and signs a callback with the newest key of the order's merchant or platform.
 *
 * @throws UnknownMerchantError, InvalidMerchantsError
 *
 * @example
 * const { kind, body } = await signCallback({ kind: 'useStatus', order: { merchantId: '3085676', merchantTradeNo } });
 * const answer = await receiver.receive({ kind, body });
 */
export async function signCallback(callback: CallbackToSign): Promise<SignedRequest> {
  const { kind, data, merchants = STAGE_MERCHANTS } = callback;
  const order = refOf(callback.order);
  const { keys } = await new MerchantRegistry(merchants).getActing(order);
  const number =
    order.merchantTradeNo === undefined
      ? { FreeTradeNo: order.freeTradeNo }
      : { MerchantTradeNo: order.merchantTradeNo };
  const fields = { MerchantID: order.merchantId, ...number, ...data };
  const body = callbackBody(order, fields, (value) => encryptAndSign(value, keys[0]));
  return request(kind, 'application/json', body);
}

/** A payment that ECPay reports. */
export interface PaymentToSign {
  /** The checkout: AIO or the embedded one. */
  readonly kind: PaymentKind;
  readonly merchantTradeNo: string;
  /** NT$. */
  readonly amount: number;
  /** ECPay's own number of the payment, 20 characters. */
  readonly tradeNo?: string;
  /** Default: `credit`, the one method that ECTicket allows. */
  readonly method?: PaymentMethod;
  /** `simulated` is a test notification of ECPay's back office. Default: `paid`. */
  readonly outcome?: 'paid' | 'refused' | 'simulated';
  /** The payment merchant with its keys. Default: ECPay's public test merchant. */
  readonly merchant?: PaymentMerchant;
}

/**
 * Signs a payment notification as ECPay's checkout posts it.
 *
 * @example
 * const { path, ...request } = signPayment({ kind: 'aio', merchantTradeNo: 'CX1', amount: 1360 });
 * const response = await fetch(receiverUrl + path, request);
 */
export function signPayment(notice: PaymentToSign): SignedRequest {
  const { kind, merchantTradeNo, amount, method = 'credit', outcome = 'paid' } = notice;
  const { tradeNo = '2611281200000000001', merchant = STAGE_PAYMENT_MERCHANT } = notice;
  const now = Date.now();
  const payment = {
    ...{ merchantTradeNo, tradeNo, amount, method, outcome },
    ...{ itemName: 'ticket', repeated: {}, orderedAt: now, at: now, bookedAt: now },
  };
  const { contentType, body } = paymentMessage({ kind, payment, merchant }, encryptAndSign);
  return request(kind === 'aio' ? 'aioPayment' : 'embeddedPayment', contentType, body);
}

function request(kind: SignedRequest['kind'], contentType: string, body: string): SignedRequest {
  return { kind, path: CALLBACK_PATHS[kind], method: 'POST', headers: { 'content-type': contentType }, body };
}
