/**
 * The shop's own way of being paid at ECPay, for orders whose payment its code confirms. ECPay notifies the shop, and the
 * callback receiver learns nothing of it.
 */
import {
  aioCheckoutForm,
  MerchantRegistry,
  readAioNotice,
  STAGE_MERCHANTS,
  STAGE_PAYMENT,
  type CheckoutForm,
} from '../ecticket/index.js';
import type { Payment } from '../index.js';

/** What a customer is to pay for. */
export interface Bill {
  /** NT$. */
  readonly amount: number;
  readonly itemName: string;
}

export class OwnCheckout {
  readonly #merchants = new MerchantRegistry(STAGE_MERCHANTS);
  readonly #payments = new Map<string, Payment>();

  /** The form with which the customer goes to ECPay, at `baseUrl`. */
  async form(
    merchantTradeNo: string,
    { amount, itemName }: Bill,
    { baseUrl, returnUrl }: { readonly baseUrl: string; readonly returnUrl: string },
  ): Promise<CheckoutForm> {
    const { payment } = await this.#merchants.getByPaymentMerchantId(STAGE_PAYMENT.merchantId);
    const order = { merchantTradeNo, amount, items: [itemName] as const, description: '電子票券', returnUrl };
    return aioCheckoutForm(order, { payment, baseUrl, now: Date.now() });
  }

  /** Takes ECPay's notification. @throws DataRejectedError, UnknownMerchantError, Error for what is none of ECPay's. */
  async take(body: string): Promise<void> {
    const closed = readAioNotice(body);
    if (closed === undefined) throw new Error('This is no payment notification.');
    const { payment } = await this.#merchants.getByPaymentMerchantId(closed.paymentMerchantId);
    const notice = closed.verify(payment.keys);
    if ('problems' in notice) throw new Error(notice.problems.join('; '));
    // ECTicket allows a one-time payment by credit card only.
    if (!notice.paid || notice.simulated || notice.method !== 'creditOneTime') return;
    const { merchantTradeNo, amount, reference } = notice;
    this.#payments.set(merchantTradeNo, { amount, reference });
  }

  /** The payment of which ECPay has notified the shop. @throws Error where there is none. */
  paymentOf(merchantTradeNo: string): Payment {
    const payment = this.#payments.get(merchantTradeNo);
    if (payment === undefined) throw new Error(`ECPay has not notified the shop of a payment for ${merchantTradeNo}`);
    return payment;
  }
}
