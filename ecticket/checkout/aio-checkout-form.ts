import { aioCheckMacValue } from '../payments/aio-check-mac-value.js';
import type { MerchantPayment } from '../merchant.js';
import { normalizeBaseUrl } from '../environment.js';
import { taipeiText } from '../taipei-date.js';
import { parseCheckoutOrder, type CheckoutOrder } from './order-fields.js';

/** An order for AIO, the checkout page on ECPay's site. */
export interface AioCheckoutOrder extends CheckoutOrder {
  /** Target of the button back to the merchant's site. Up to 200 characters. ECPay ignores it with `orderResultUrl`. */
  readonly clientBackUrl?: string;
}

/** A form that the customer's browser posts to ECPay. ECPay answers with the checkout page. */
export interface CheckoutForm {
  /** The form's `action`; its method is POST. */
  readonly action: string;
  /** All fields, including `CheckMacValue`. Do not change them: the checksum would no longer match. */
  readonly fields: Readonly<Record<string, string>>;
}

/** The merchant, address and time of a checkout. */
export interface CheckoutCircumstances {
  readonly payment: MerchantPayment;
  /** `PAYMENT_STAGE_URL`, `PAYMENT_PRODUCTION_URL`, or the address of a sandbox. */
  readonly baseUrl: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const AIO_CHECKOUT_PATH = '/Cashier/AioCheckOut/V5';

/**
 * Creates the form that takes a customer to AIO's checkout (developers.ecpay.com.tw/?p=2862). It accepts one-time
 * payment by credit card, which is the only payment that ECTicket allows: no instalments and no periodic payments.
 *
 * @throws InvalidRequestError with every violation; InvalidBaseUrlError
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
