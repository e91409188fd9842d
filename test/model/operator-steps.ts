/**
 * Random steps for an order whose workflow an operator resets and terminates. ECPay's record must show each action
 * once.
 */
import fc from 'fast-check';
import type { ResettableOrder } from './resettable-order.js';

/**
 * One step. There are no cancellations: a reset delivers earlier updates again, so a cancelled action would be
 * repeated and cancelled again.
 */
export type OperatorStep =
  | { readonly type: 'redeem' | 'refund' | 'redeemElsewhere' | 'refundElsewhere'; readonly ticket: number }
  | { readonly type: 'redeemAny' }
  /** Resets to the workflow task at this share (0 to 1) of the run's completed tasks. */
  | { readonly type: 'reset'; readonly share: number }
  | { readonly type: 'terminate' | 'callBack' | 'repeatUpdate' };

const ticket = fc.nat(5);

export const anyOperatorStep: fc.Arbitrary<OperatorStep> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('redeem' as const, 'refund' as const), ticket }) },
  { weight: 1, arbitrary: fc.constant({ type: 'redeemAny' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constantFrom('redeemElsewhere' as const, 'refundElsewhere' as const), ticket }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('reset' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('terminate' as const) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom('callBack' as const, 'repeatUpdate' as const) }) },
);

/** Runs the steps. @throws an assertion error if ECPay's record, the order or the events differ from what was done. */
export async function runOperatorSequence(order: ResettableOrder, steps: readonly OperatorStep[]): Promise<void> {
  await order.place();
  for (const step of steps) {
    await runStep(order, step);
    order.expectRecord();
  }
  await order.checkOrder();
}

async function runStep(order: ResettableOrder, step: OperatorStep): Promise<void> {
  switch (step.type) {
    case 'redeem':
    case 'refund':
      await order.act(step.type, step.ticket);
      break;
    case 'redeemAny':
      await order.redeemByCount();
      break;
    case 'redeemElsewhere':
      await order.actAtECPay('redeem', step.ticket);
      break;
    case 'refundElsewhere':
      await order.actAtECPay('refund', step.ticket);
      break;
    case 'reset':
      await order.reset(step.share);
      break;
    case 'terminate':
      await order.terminate();
      break;
    case 'callBack':
      await order.callBack();
      break;
    case 'repeatUpdate':
      await order.repeatUpdate();
      break;
  }
}
