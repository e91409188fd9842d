import type { Payment } from './payment.js';

/** What was paid, by the payment's merchant and its number. */
export class PaymentBook {
  readonly #payments = new Map<string, Payment[]>();

  add(merchantId: string, payment: Payment): void {
    const key = keyOf(merchantId, payment.merchantTradeNo);
    this.#payments.set(key, [...(this.#payments.get(key) ?? []), payment]);
  }

  /** All payments under a number, in the order in which they were made. */
  under(merchantId: string, merchantTradeNo: string): readonly Payment[] {
    return this.#payments.get(keyOf(merchantId, merchantTradeNo)) ?? [];
  }
}

function keyOf(merchantId: string, merchantTradeNo: string): string {
  return `${merchantId}/${merchantTradeNo}`;
}
