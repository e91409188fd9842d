import type { Payment } from './payment.js';

/** The orders at the checkouts and their payments, by the payment's merchant and its number. */
export class PaymentBook {
  readonly #payments = new Map<string, Payment[]>();

  add(merchantId: string, payment: Payment): void {
    const key = keyOf(merchantId, payment.merchantTradeNo);
    this.#payments.set(key, [...(this.#payments.get(key) ?? []), payment]);
  }

  /** All entries under a number, in the order in which they were made. */
  under(merchantId: string, merchantTradeNo: string): readonly Payment[] {
    return this.#payments.get(keyOf(merchantId, merchantTradeNo)) ?? [];
  }

  /**
   * What a query about a number tells at `now` (ms), and whether it is paid; undefined for a number that is not known. A
   * number is paid for once: the first payment that is booked stands. A payment that is not booked yet is not paid, as with
   * a bank that has not answered ECPay. Nor is a simulated one ever: ECPay's pages do not say so, a choice.
   */
  known(merchantId: string, merchantTradeNo: string, now: number): KnownPayment | undefined {
    const payments = this.under(merchantId, merchantTradeNo);
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
