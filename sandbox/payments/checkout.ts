import { randomInt } from 'node:crypto';
import type { Clock } from '../time/clock.js';
import { formatDate } from '../time/taipei.js';
import type { PaymentKind, PaymentMerchant } from './payment-merchant.js';
import type { PaymentNotification, PaymentNotifier } from './payment-notifier.js';
import type { PaymentRegistry } from './payment-registry.js';
import type { Payment, PaymentMethod, PaymentOutcome } from './payment.js';

/** Its characters are chosen on purpose: clients that do not decode the form correctly compute a different checksum. */
const ITEM_NAME = '票券 2+1 (10% off)';

/** The order that a customer pays at the checkout. */
export interface CheckoutOrder {
  readonly merchantTradeNo: string;
  /** NT$. */
  readonly amount: number;
  readonly method: PaymentMethod;
  readonly itemName?: string | undefined;
  readonly repeated?: Payment['repeated'];
}

/** Who receives the payment, and where the merchant is notified. Without `notifyUrl`, the notification is lost. */
export interface Payee {
  readonly kind: PaymentKind;
  readonly merchant: PaymentMerchant;
  readonly notifyUrl?: string | undefined;
}

interface Parts {
  readonly clock: Clock;
  readonly payments: PaymentRegistry;
  readonly notifier: PaymentNotifier;
}

/** Creates and settles the orders of AIO and of the embedded checkout. */
export class Checkout {
  constructor(private readonly parts: Parts) {}

  /** Stores an order that is not paid yet. */
  createOrder(order: CheckoutOrder, { merchant }: Payee): Payment {
    const now = this.parts.clock.now();
    const tradeNo = formatDate(now).slice(2) + String(randomInt(10 ** 14)).padStart(14, '0');
    const { merchantTradeNo, amount, method, itemName = ITEM_NAME, repeated = {} } = order;
    const payment: Payment = {
      ...{ merchantTradeNo, tradeNo, amount, method, itemName, repeated },
      ...{ outcome: 'open', orderedAt: now, at: now, bookedAt: now },
    };
    this.parts.payments.add(merchant.merchantId, payment);
    return payment;
  }

  /**
   * Stores the outcome of an order, then notifies the merchant. Queries return the outcome before the merchant is
   * notified.
   *
   * @param bookedAfter How long queries do not return the outcome, in ms.
   */
  async settle(
    order: Payment,
    outcome: Exclude<PaymentOutcome, 'open'>,
    { kind, merchant, notifyUrl }: Payee,
    bookedAfter = 0,
  ): Promise<SettledPayment> {
    const now = this.parts.clock.now();
    const payment = { ...order, outcome, at: now, bookedAt: now + bookedAfter };
    this.parts.payments.add(merchant.merchantId, payment);
    if (notifyUrl === undefined) return { payment, notification: { answered: false } };
    return { payment, notification: await this.parts.notifier.notify({ kind, payment, merchant, notifyUrl }) };
  }
}

export interface SettledPayment {
  readonly payment: Payment;
  readonly notification: PaymentNotification;
}
