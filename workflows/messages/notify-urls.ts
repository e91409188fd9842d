/**
 * The URLs at which ECPay calls the receiver. Workflows use them too: `URL` is a global of Temporal's workflow sandbox.
 */
import type { TicketOrder } from '../../ecticket/order.js';

/**
 * The receiver's paths below its base URL. `useStatus` and `refund`: callbacks about redeemed and refunded tickets.
 * `aioPayment` and `embeddedPayment`: the ReturnURL of payments by AIO and by embedded checkout.
 */
export const CALLBACK_PATHS = {
  useStatus: '/ecpay/ticket/use-status',
  refund: '/ecpay/ticket/refund',
  aioPayment: '/ecpay/payment/aio',
  embeddedPayment: '/ecpay/payment/embedded',
} as const;

/**
 * Validates the base URL of the receiver.
 *
 * @returns the URL without a trailing slash
 * @throws TypeError if it is not an http or https URL, or has a query, a fragment or a password
 */
export function callbackBase(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isBase =
    parsed !== undefined &&
    /^https?:$/.test(parsed.protocol) &&
    `${parsed.search}${parsed.hash}${parsed.username}${parsed.password}` === '';
  if (!isBase) {
    throw new TypeError(
      'callbackBaseUrl must be an http or https URL without query, fragment and password, ' +
        'such as https://shop.example.tw',
    );
  }
  return parsed.href.replace(/\/+$/, '');
}

/**
 * Adds the notify URLs that the order does not set itself. Only an order with a MerchantTradeNo has a refund URL
 * (developers.ecpay.com.tw/?p=32228).
 *
 * @param base from {@link callbackBase}; undefined leaves the order unchanged
 */
export function withNotifyUrls(order: TicketOrder, base: string | undefined): TicketOrder {
  const value: unknown = order;
  // Validation reports an order that is not an object.
  if (base === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) return order;
  return {
    ...order,
    useStatusNotifyUrl: order.useStatusNotifyUrl || base + CALLBACK_PATHS.useStatus,
    ...(!order.freeTradeNo && {
      refundNotifyUrl: order.refundNotifyUrl || base + CALLBACK_PATHS.refund,
    }),
  };
}
