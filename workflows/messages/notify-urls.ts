/** Where ECPay calls. Read by workflows too: `URL` is a global of the workflow sandbox. */
import type { TicketOrder } from '../../ecticket/order.js';

/**
 * Where the receiver listens, below its base URL: what ECPay calls when vouchers are redeemed or refunded, and the
 * ReturnURL of payments by AIO and by embedded checkout.
 */
export const CALLBACK_PATHS = {
  useStatus: '/ecpay/ticket/use-status',
  refund: '/ecpay/ticket/refund',
  aioPayment: '/ecpay/payment/aio',
  embeddedPayment: '/ecpay/payment/embedded',
} as const;

/**
 * The base without a slash at its end.
 *
 * @throws TypeError for what is no http(s) URL, or one with a query, a fragment or a password.
 */
export function callbackBase(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isBase =
    parsed !== undefined &&
    /^https?:$/.test(parsed.protocol) &&
    `${parsed.search}${parsed.hash}${parsed.username}${parsed.password}` === '';
  if (!isBase) {
    throw new TypeError(
      'callbackBaseUrl must be an http or https URL without query, fragment and password, such as https://shop.example.tw',
    );
  }
  return parsed.href.replace(/\/+$/, '');
}

/**
 * The order with the addresses that ECPay calls, where it names none of its own. Only an order that is paid for has
 * refunds to tell of (developers.ecpay.com.tw/?p=32228).
 */
export function withNotifyUrls(order: TicketOrder, base: string | undefined): TicketOrder {
  const given: unknown = order;
  // Whatever else came in place of an order is for the validation to name.
  if (base === undefined || typeof given !== 'object' || given === null || Array.isArray(given)) return order;
  return {
    ...order,
    useStatusNotifyUrl: order.useStatusNotifyUrl || base + CALLBACK_PATHS.useStatus,
    ...(!order.freeTradeNo && {
      refundNotifyUrl: order.refundNotifyUrl || base + CALLBACK_PATHS.refund,
    }),
  };
}
