/** Payments. */
import { expect } from '@jest/globals';
import fc from 'fast-check';
import { OrderEndedError, OrderNotFoundError, type Payment } from '../../../client/index.js';
import { CALLBACK_PATHS } from '../../../client/notify-urls.js';
import { addPayment, isKnown, replaceNotice, type Model } from '../model.js';
import { AMOUNTS } from '../plan.js';
import type { RealOrder } from '../real-order.js';
import { ModelCommand } from './step.js';

type Amount = 'right' | 'wrong' | 'unsaid';

/** The merchant's code confirms the payment. */
class ConfirmPayment extends ModelCommand {
  constructor(
    readonly amount: Amount,
    readonly reference: string | undefined,
  ) {
    super();
  }

  protected async act(model: Model, real: RealOrder): Promise<void> {
    const amount = { right: AMOUNTS[model.plan.goods], wrong: 1, unsaid: undefined }[this.amount];
    const payment = {
      ...(amount !== undefined && { amount }),
      ...(this.reference !== undefined && { reference: this.reference }),
    };
    const { paid } = model;
    const isUnchecked = (await real.snapshot())?.payment.unchecked === true;
    try {
      await real.client.confirmPayment(real.ref, payment);
      // ECPay's answer may reach the order before this confirmation does. The order shows which was first.
      if (isUnchecked && paid?.source !== undefined && (await isVouchedFor(real))) replaceNotice(model, paid, payment);
      else addPayment(model, payment);
    } catch (error) {
      await expectRefusal(model, real, payment);
      expect([OrderEndedError, OrderNotFoundError]).toContain((error as Error).constructor);
    }
  }

  toString(): string {
    return `confirmPayment(${this.amount}, ${this.reference ?? 'no reference'})`;
  }
}

/** The customer pays by AIO, and ECPay sends a notification. */
class PayByAio extends ModelCommand {
  constructor(
    readonly amount: Exclude<Amount, 'unsaid'>,
    readonly simulate: boolean,
  ) {
    super();
  }

  /** The public payment merchant serves one ticket merchant only. */
  override check({ plan }: Model): boolean {
    return plan.merchant !== 'escrow' && plan.goods !== 'gift';
  }

  protected async act(model: Model, real: RealOrder): Promise<void> {
    const amount = this.amount === 'right' ? AMOUNTS[model.plan.goods] : 1;
    const notified = (await real.control('payments', {
      kind: 'aio',
      merchantTradeNo: real.tradeNo,
      amount,
      notifyUrl: real.environment.receiverUrl + CALLBACK_PATHS.aioPayment,
      simulate: this.simulate,
    })) as { tradeNo: string; answered: boolean };
    const payment = { amount, reference: notified.tradeNo, source: 'aioNotice' as const };
    if (this.simulate) expect(notified.answered).toBe(true);
    else if (notified.answered) addPayment(model, payment);
    else await expectRefusal(model, real, payment);
  }

  toString(): string {
    return `payByAio(${this.amount}${this.simulate ? ', simulated' : ''})`;
  }
}

/** Whether the order's payment is one that the merchant's own code has confirmed. */
async function isVouchedFor(real: RealOrder): Promise<boolean> {
  const shown = await real.snapshot();
  return shown?.payment.paid !== undefined && shown.payment.paid.source === undefined;
}

/** A payment is refused only if the order is closed and does not have it. */
async function expectRefusal(model: Model, real: RealOrder, payment: Payment): Promise<void> {
  expect(isKnown(model, payment) && model.extra.length === 0).toBe(false);
  expect(await real.isRunning()).toBe(false);
}

export const payments = [
  fc
    .tuple(fc.constantFrom<Amount>('right', 'right', 'unsaid', 'wrong'), fc.constantFrom('P1', 'P1', 'P2', undefined))
    .map(([amount, reference]) => new ConfirmPayment(amount, reference)),
  fc
    .tuple(fc.constantFrom('right' as const, 'right' as const, 'wrong' as const), fc.nat(5))
    .map(([amount, dice]) => new PayByAio(amount, dice === 0)),
];
