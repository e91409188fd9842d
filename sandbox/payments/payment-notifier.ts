import { randomInt } from 'node:crypto';
import { ANSWER_LIMIT } from '../callbacks/send.js';
import { post } from '../callbacks/post.js';
import type { Clock } from '../time/clock.js';
import { day } from '../time/taipei.js';
import { aioNotification } from './aio.js';
import { embeddedNotification } from './embedded.js';
import { STAGE_PAYMENT_MERCHANT, type PaymentKind, type PaymentMerchant } from './payment-merchant.js';
import type { Payment } from './payment.js';

export interface PaymentOrder {
  readonly kind: PaymentKind;
  readonly merchantTradeNo: string;
  /** NT$. */
  readonly amount: number;
  readonly notifyUrl: string;
  readonly simulate: boolean;
}

/** What became of a notification. It counts when the answer is `1|OK`. */
export interface PaymentNotification {
  /** ECPay's number of the payment, S20. */
  readonly tradeNo: string;
  readonly answered: boolean;
  readonly httpStatus?: number;
  readonly answer?: string;
  readonly problem?: string;
}

/** Says that an order was paid, once and at once: ECPay's repeats are another call. */
export class PaymentNotifier {
  constructor(
    private readonly clock: Clock,
    private readonly closing: AbortSignal,
    private readonly merchants: { readonly [kind in PaymentKind]?: PaymentMerchant } = {},
  ) {}

  async notify({ kind, notifyUrl, simulate, ...order }: PaymentOrder): Promise<PaymentNotification> {
    const now = this.clock.now();
    const tradeNo = day(now).slice(2) + String(randomInt(10 ** 14)).padStart(14, '0');
    const payment: Payment = { ...order, tradeNo, paidAt: now, simulated: simulate };
    const merchant = this.merchants[kind] ?? STAGE_PAYMENT_MERCHANT;
    const outcome = await post({ url: notifyUrl, ...message(kind, payment, merchant), ...this.#limits() });
    if ('problem' in outcome) return { tradeNo, answered: false, problem: outcome.problem };
    const { httpStatus, body } = outcome;
    const answered = httpStatus === 200 && body === '1|OK';
    return { tradeNo, answered, httpStatus, answer: body.slice(0, 500) };
  }

  #limits() {
    return { answerLimit: ANSWER_LIMIT, signal: this.closing };
  }
}

function message(kind: PaymentKind, payment: Payment, merchant: PaymentMerchant) {
  switch (kind) {
    case 'aio':
      return {
        contentType: 'application/x-www-form-urlencoded',
        body: aioNotification(payment, merchant).toString(),
      };
    case 'embedded':
      return { contentType: 'application/json', body: JSON.stringify(embeddedNotification(payment, merchant)) };
  }
}
