/**
 * The merchant's own checkout, for orders whose payment the merchant's code confirms. ECPay notifies the merchant's
 * server of these payments; the callback receiver is not involved.
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

/** What the customer pays for. */
export interface Bill {
  /** NT$. */
  readonly amount: number;
  readonly itemName: string;
}

export class MerchantCheckout {
  readonly #merchants = new MerchantRegistry(STAGE_MERCHANTS);
  readonly #payments = new Map<string, Payment>();

  /**
   * Creates the form that the customer's browser posts to ECPay.
   *
   * @param addresses `baseUrl` is ECPay's, `returnUrl` is where ECPay notifies the merchant.
   */
  async createForm(
    merchantTradeNo: string,
    { amount, itemName }: Bill,
    { baseUrl, returnUrl }: { readonly baseUrl: string; readonly returnUrl: string },
  ): Promise<CheckoutForm> {
    const { payment } = await this.#merchants.getByPaymentMerchantId(STAGE_PAYMENT.merchantId);
    const order = { merchantTradeNo, amount, items: [itemName] as const, description: '電子票券', returnUrl };
    return aioCheckoutForm(order, { payment, baseUrl, now: Date.now() });
  }

  /**
   * Verifies a payment notification from ECPay and stores the payment.
   *
   * @throws DataRejectedError, UnknownMerchantError, or Error if the body is not a valid notification.
   */
  async receiveNotification(body: string): Promise<void> {
    const signed = readAioNotice(body);
    if (signed === undefined) throw new Error('The body is not a payment notification.');
    const { payment } = await this.#merchants.getByPaymentMerchantId(signed.paymentMerchantId);
    const notice = signed.verify(payment.keys);
    if ('problems' in notice) throw new Error(notice.problems.join('; '));
    // ECTicket allows only one-time payment by credit card.
    if (!notice.paid || notice.simulated || notice.method !== 'creditOneTime') return;
    const { merchantTradeNo, amount, reference } = notice;
    this.#payments.set(merchantTradeNo, { amount, reference });
  }

  /** Returns the payment of which ECPay has notified the merchant. @throws Error if there is none. */
  paymentOf(merchantTradeNo: string): Payment {
    const payment = this.#payments.get(merchantTradeNo);
    if (payment === undefined) {
      throw new Error(`ECPay has not notified the merchant of a payment for ${merchantTradeNo}`);
    }
    return payment;
  }
}
