import { randomInt } from 'node:crypto';
import type { Clock } from '../time/clock.js';
import { formatDate } from '../time/taipei.js';
import type { PaymentKind, PaymentMerchant } from './payment-merchant.js';
import type { PaymentNotification, PaymentNotifier } from './payment-notifier.js';
import type { PaymentStore } from './payment-store.js';
import type { Payment, PaymentMethod, PaymentOutcome } from './payment.js';

/** Its characters are there on purpose: a form that encodes nothing is misread at them, and its checksum then fails. */
const ITEM_NAME = '票券 2+1 (10% off)';

/** What a consumer pays for. */
export interface CheckoutOrder {
  readonly merchantTradeNo: string;
  /** NT$. */
  readonly amount: number;
  readonly method: PaymentMethod;
  readonly itemName?: string | undefined;
  readonly repeated?: Payment['repeated'];
}

/** Who takes the payment, and where the merchant hears of it; left out, the notification is lost. */
export interface Payee {
  readonly kind: PaymentKind;
  readonly merchant: PaymentMerchant;
  readonly notifyUrl?: string | undefined;
}

interface Parts {
  readonly clock: Clock;
  readonly payments: PaymentStore;
  readonly notifier: PaymentNotifier;
}

/** Where consumers pay. */
export class Checkout {
  constructor(private readonly parts: Parts) {}

  /** Enters an order that is to be paid. */
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
   * Books what became of an order, then tells the merchant, who may ask about it at once. `bookedAfter`: how long the
   * queries do not know of it yet, in ms.
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
