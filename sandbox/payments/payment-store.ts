import type { IssueData } from '../orders/issue-data.js';
import type { Clock } from '../time/clock.js';
import type { PaymentMerchants } from './payment-merchant.js';
import type { Payment } from './payment.js';

/** The orders at the checkouts and their payments, by the payment's merchant and its number. */
export class PaymentStore {
  readonly #payments = new Map<string, Payment[]>();

  add(merchantId: string, payment: Payment): void {
    const key = keyOf(merchantId, payment.merchantTradeNo);
    this.#payments.set(key, [...(this.#payments.get(key) ?? []), payment]);
  }

  /** All entries under a number, in the order in which they were made. */
  findAll(merchantId: string, merchantTradeNo: string): readonly Payment[] {
    return this.#payments.get(keyOf(merchantId, merchantTradeNo)) ?? [];
  }

  /**
   * What a query about a number tells at `now` (ms), and whether it is paid; undefined for a number that is not known. A
   * number is paid for once: the first payment that is booked stands. A payment that is not booked yet is not paid, as with
   * a bank that has not answered ECPay. Nor is a simulated one ever: ECPay's pages do not say so, a choice.
   */
  find(merchantId: string, merchantTradeNo: string, now: number): KnownPayment | undefined {
    const payments = this.findAll(merchantId, merchantTradeNo);
    const paid = payments.find(({ outcome, bookedAt }) => outcome === 'paid' && bookedAt <= now);
    const payment = paid ?? payments[0];
    return payment && { payment, isPaid: paid !== undefined };
  }
}

export interface KnownPayment {
  readonly payment: Payment;
  readonly isPaid: boolean;
}

function keyOf(merchantId: string, merchantTradeNo: string): string {
  return `${merchantId}/${merchantTradeNo}`;
}

interface Parts {
  readonly clock: Clock;
  readonly payments: PaymentStore;
  readonly paymentMerchants: PaymentMerchants;
}

/**
 * Whether an order may be issued as far as money goes: "due to the bank's escrow function, the payment method is limited to
 * one-time payment by credit card", and gift vouchers alone need no payment. Amounts are not compared.
 */
export function createIsPaid({ clock, payments, paymentMerchants }: Parts): (order: IssueData) => boolean {
  return ({ MerchantID, MerchantTradeNo, PaymentProvider }) => {
    if (MerchantTradeNo === undefined || PaymentProvider === '2') return true;
    return paymentMerchants.idsForTicketMerchant(MerchantID).some((paymentMerchantId) => {
      const known = payments.find(paymentMerchantId, MerchantTradeNo, clock.now());
      return known?.isPaid === true && known.payment.method === 'credit';
    });
  };
}
