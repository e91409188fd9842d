import { randomInt } from 'node:crypto';
import type { Clock } from '../time/clock.js';
import { day } from '../time/taipei.js';
import type { PaymentBook } from './payment-book.js';
import type { PaymentKind, PaymentMerchants } from './payment-merchant.js';
import type { PaymentNotification, PaymentNotifier } from './payment-notifier.js';

interface PaymentOrder {
  readonly kind: PaymentKind;
  readonly merchantTradeNo: string;
  /** NT$. */
  readonly amount: number;
  /** Where the merchant hears of it; left out, the notification is lost. */
  readonly notifyUrl?: string | undefined;
  readonly simulate: boolean;
  /** How long QueryTradeInfo does not know of it yet, in ms. */
  readonly bookedAfter: number;
}

interface Parts {
  readonly clock: Clock;
  readonly book: PaymentBook;
  readonly notifier: PaymentNotifier;
  readonly merchants: PaymentMerchants;
}

/** Where consumers pay. */
export class Checkout {
  constructor(private readonly parts: Parts) {}

  /** Books a payment, then tells the merchant of it, who may ask about it at once. */
  async pay({ kind, merchantTradeNo, amount, notifyUrl, simulate, bookedAfter }: PaymentOrder): Promise<Paid> {
    const { clock, book, notifier, merchants } = this.parts;
    const now = clock.now();
    const tradeNo = day(now).slice(2) + String(randomInt(10 ** 14)).padStart(14, '0');
    const payment = {
      ...{ merchantTradeNo, tradeNo, amount, simulated: simulate },
      ...{ paidAt: now, bookedAt: now + bookedAfter },
    };
    book.add(merchants[kind].merchantId, payment);
    if (notifyUrl === undefined) return { tradeNo, answered: false };
    return { tradeNo, ...(await notifier.notify({ kind, payment, merchant: merchants[kind], notifyUrl })) };
  }
}

/** `tradeNo` is ECPay's number of the payment, S20. */
export type Paid = PaymentNotification & { readonly tradeNo: string };
