import { randomBytes } from 'node:crypto';
import type { Payee } from '../payments/checkout.js';
import type { Payment } from '../payments/payment.js';

/** One consumer before one order at the checkout. */
export interface CheckoutSession {
  /** Opaque: what the page's address and the embedded checkout's Token are made of. */
  readonly id: string;
  readonly payee: Payee;
  readonly order: Payment;
  /** Where the consumer goes afterwards: with the result by a form (`orderResultUrl`), else without it. */
  readonly orderResultUrl?: string | undefined;
  readonly clientBackUrl?: string | undefined;
  /** What the order was made with, to tell whether it is made once more. */
  readonly madeWith: string;
  /** Set as soon as it is being paid. */
  payment?: Promise<Payment>;
}

/** The orders that were made at the checkouts, by their ids and by their numbers. */
export class CheckoutSessions {
  readonly #byId = new Map<string, CheckoutSession>();
  readonly #byNumber = new Map<string, CheckoutSession>();

  open(session: Omit<CheckoutSession, 'id' | 'payment'>): CheckoutSession {
    const opened = { ...session, id: randomBytes(16).toString('hex') };
    this.#byId.set(opened.id, opened);
    this.#byNumber.set(keyOf(opened.payee.merchant.merchantId, opened.order.merchantTradeNo), opened);
    return opened;
  }

  withId(id: string): CheckoutSession | undefined {
    return this.#byId.get(id);
  }

  under(paymentMerchantId: string, merchantTradeNo: string): CheckoutSession | undefined {
    return this.#byNumber.get(keyOf(paymentMerchantId, merchantTradeNo));
  }
}

function keyOf(merchantId: string, merchantTradeNo: string): string {
  return `${merchantId}/${merchantTradeNo}`;
}
