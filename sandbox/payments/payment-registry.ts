import type { IssueData } from '../orders/issue-data.js';
import type { Clock } from '../time/clock.js';
import type { PaymentMerchants } from './payment-merchant.js';
import type { Payment } from './payment.js';

/** Stores payments and unpaid orders, per payment merchant and trade number. */
export class PaymentRegistry {
  readonly #payments = new Map<string, Payment[]>();

  add(merchantId: string, payment: Payment): void {
    const key = keyOf(merchantId, payment.merchantTradeNo);
    this.#payments.set(key, [...(this.#payments.get(key) ?? []), payment]);
  }

  /** Returns all entries with a trade number, oldest first. */
  findAll(merchantId: string, merchantTradeNo: string): readonly Payment[] {
    return this.#payments.get(keyOf(merchantId, merchantTradeNo)) ?? [];
  }

  /**
   * Returns what a query about a trade number returns; undefined for an unknown number. A number is paid at most once:
   * the first booked payment counts. A payment that is not booked yet is unpaid, as when a bank has not answered ECPay.
   * A simulated payment never counts, which is the sandbox's choice: ECPay's pages do not say.
   *
   * @param now Milliseconds.
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
  readonly payments: PaymentRegistry;
  readonly paymentMerchants: PaymentMerchants;
}

/**
 * Creates a function that returns whether an order is paid: "due to the bank's escrow function, the payment method is
 * limited to one-time payment by credit card". Orders of gift vouchers only need no payment. Amounts are not compared.
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
