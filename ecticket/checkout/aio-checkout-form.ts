import { aioCheckMacValue } from '../payments/aio-check-mac-value.js';
import type { MerchantPayment } from '../merchant.js';
import { normalizeBaseUrl } from '../environment.js';
import { taipeiText } from '../taipei-date.js';
import { parseCheckoutOrder, type CheckoutOrder } from './order-fields.js';

/** An order at AIO, ECPay's own checkout page. */
export interface AioCheckoutOrder extends CheckoutOrder {
  /** Where the button back to the shop leads. Up to 200 characters; of no effect beside `orderResultUrl`. */
  readonly clientBackUrl?: string;
}

/** A form that the customer's browser posts to ECPay, which answers with the checkout page. */
export interface CheckoutForm {
  /** The form's `action`; its method is POST. */
  readonly action: string;
  /** Every field, its `CheckMacValue` included. Change none: the checksum would differ. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Whose payment it is, at which of ECPay's addresses, and when: milliseconds since the epoch. */
export interface CheckoutCircumstances {
  readonly payment: MerchantPayment;
  /** `PAYMENT_STAGE_URL`, `PAYMENT_PRODUCTION_URL`, or a sandbox's. */
  readonly baseUrl: string;
  readonly now: number;
}

const AIO_CHECKOUT_PATH = '/Cashier/AioCheckOut/V5';

/**
 * The form with which a customer goes to AIO's checkout (developers.ecpay.com.tw/?p=2862). It takes a credit card and
 * charges it once, which is the only payment that ECTicket allows: no instalments and no periodic payment.
 *
 * @throws InvalidRequestError with every violation, InvalidBaseUrlError.
 *
 * @example
 * const { action, fields } = aioCheckoutForm(
 *   {
 *     merchantTradeNo: 'CX202611220001',
 *     amount: 1360,
 *     items: ['雙人下午茶券 x 2'],
 *     description: '電子票券',
 *     returnUrl: 'https://shop.example/ecpay/payment/aio',
 *   },
 *   { payment, baseUrl: PAYMENT_STAGE_URL, now: Date.now() },
 * );
 */
export function aioCheckoutForm(
  order: AioCheckoutOrder,
  { payment, baseUrl, now }: CheckoutCircumstances,
): CheckoutForm {
  const { clientBackUrl, orderResultUrl, ...checked } = parseCheckoutOrder(order, 'AioCheckOut');
  const fields = {
    MerchantID: payment.merchantId,
    MerchantTradeNo: checked.merchantTradeNo,
    MerchantTradeDate: taipeiText(now),
    PaymentType: 'aio',
    TotalAmount: String(checked.amount),
    TradeDesc: checked.description,
    ItemName: checked.items.join('#'),
    ReturnURL: checked.returnUrl,
    ChoosePayment: 'Credit',
    EncryptType: '1',
    ...(clientBackUrl !== undefined && { ClientBackURL: clientBackUrl }),
    ...(orderResultUrl !== undefined && { OrderResultURL: orderResultUrl }),
  };
  return {
    action: normalizeBaseUrl(baseUrl) + AIO_CHECKOUT_PATH,
    fields: { ...fields, CheckMacValue: aioCheckMacValue(fields, payment.keys[0]) },
  };
}
