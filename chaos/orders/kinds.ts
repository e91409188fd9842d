/** The kinds of orders in the load. They are the demo's orders. */
import { aioPayment } from '../../demo/scenarios/aio-payment.js';
import { backOffice } from '../../demo/scenarios/back-office.js';
import { convenienceStore } from '../../demo/scenarios/convenience-store.js';
import { corrected } from '../../demo/scenarios/corrected.js';
import { electronic } from '../../demo/scenarios/electronic.js';
import { gift } from '../../demo/scenarios/gift.js';
import { lostCallback } from '../../demo/scenarios/lost-callback.js';
import { merchantRefund } from '../../demo/scenarios/merchant-refund.js';
import { mixed } from '../../demo/scenarios/mixed.js';
import { paper } from '../../demo/scenarios/paper.js';
import { platform } from '../../demo/scenarios/platform.js';
import { refused } from '../../demo/scenarios/refused.js';
import type { Scenario } from '../../demo/scenarios/scenario.js';
import { serialNumber } from '../../demo/scenarios/serial-number.js';
import { twoClerks } from '../../demo/scenarios/two-clerks.js';
import { unpaid } from '../../demo/scenarios/unpaid.js';

/**
 * How the payment reaches the merchant: the customer paid before the order was placed, the merchant confirms it, or
 * ECPay notifies the receiver (`aio`, `embedded`).
 */
type PaidBy = 'before' | 'merchant' | 'aio' | 'embedded' | 'otherProvider' | 'nothingDue' | 'nobody';

export interface OrderKind {
  readonly scenario: Pick<Scenario, 'title' | 'order'>;
  /** NT$. */
  readonly amount: number;
  readonly paidBy: PaidBy;
  /**
   * What must become of it: ECPay issues it, nobody pays and it is cancelled, ECPay refuses it and it keeps needing
   * attention, or ECPay refuses it until an operator has corrected it.
   */
  readonly destiny: 'issued' | 'cancelled' | 'refused' | 'corrected';
  /** Issued by hand in ECPay's back office, so that it has no workflow at first. */
  readonly isFromBackOffice?: true;
}

const KINDS: readonly [OrderKind, ...OrderKind[]] = [
  { scenario: electronic, amount: 1360, paidBy: 'merchant', destiny: 'issued' },
  { scenario: aioPayment, amount: 900, paidBy: 'aio', destiny: 'issued' },
  { scenario: paper, amount: 600, paidBy: 'before', destiny: 'issued' },
  { scenario: merchantRefund, amount: 3600, paidBy: 'merchant', destiny: 'issued' },
  { scenario: gift, amount: 0, paidBy: 'nothingDue', destiny: 'issued' },
  { scenario: platform, amount: 900, paidBy: 'aio', destiny: 'issued' },
  { scenario: mixed, amount: 2400, paidBy: 'merchant', destiny: 'issued' },
  { scenario: twoClerks, amount: 1360, paidBy: 'embedded', destiny: 'issued' },
  { scenario: serialNumber, amount: 3000, paidBy: 'otherProvider', destiny: 'issued' },
  { scenario: convenienceStore, amount: 1350, paidBy: 'before', destiny: 'issued' },
  { scenario: lostCallback, amount: 680, paidBy: 'aio', destiny: 'issued' },
  { scenario: backOffice, amount: 0, paidBy: 'nothingDue', destiny: 'issued', isFromBackOffice: true },
  { scenario: corrected, amount: 680, paidBy: 'aio', destiny: 'corrected' },
  { scenario: unpaid, amount: 450, paidBy: 'nobody', destiny: 'cancelled' },
  { scenario: refused, amount: 500, paidBy: 'aio', destiny: 'refused' },
];

/** Returns the kind of an order. The kinds repeat in turn. @param index Counts from 0. */
export function kindOf(index: number): OrderKind {
  return KINDS[index % KINDS.length] ?? KINDS[0];
}

/** Whether ECPay issues the order through the API, and without an operator's correction. */
export function isIssuedAtOnce(index: number): boolean {
  const { destiny, isFromBackOffice } = kindOf(index);
  return destiny === 'issued' && isFromBackOffice !== true;
}
