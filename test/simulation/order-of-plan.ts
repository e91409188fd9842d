/** The order of a plan, and the input of its workflow. */
import type { PaymentTerms } from '../../workflows/messages/order.js';
import type { TicketOrderInput } from '../../workflows/messages/workflow.js';
import { electronicOrder, giftOrder, paperOrder } from '../support/orders.js';
import type { Plan } from './plan.js';

export const MINUTE_MS = 60_000;
export const START = Date.UTC(2026, 10, 2, 4);
/** The price of an order in NT$. */
export const AMOUNT = 1360;
export const NUMBER = 'SIM1';

export function inputOf(plan: Plan): TicketOrderInput {
  const order = orderOf(plan);
  if (plan.start !== 'adopted') return { order, payment: termsOf(plan) };
  const number = order.merchantTradeNo === undefined ? { freeTradeNo: NUMBER } : { merchantTradeNo: NUMBER };
  return { adopt: { merchantId: order.merchantId, ...number } };
}

export function orderOf({ goods }: Plan) {
  if (goods === 'gift') return giftOrder(NUMBER, '20991231');
  return goods === 'paper' ? paperOrder(NUMBER) : electronicOrder(NUMBER);
}

export function itemOf(plan: Plan): string {
  return orderOf(plan).items[0]?.itemNo ?? '';
}

export function termsOf({ goods, paid, knowsAmount, doubleCheck, deadline }: Plan): PaymentTerms {
  if (goods === 'gift') return { due: 'nothing' };
  return {
    due: 'beforeIssue',
    ...(knowsAmount && { amount: AMOUNT }),
    ...(doubleCheck && { doubleCheck }),
    ...(deadline !== undefined && { deadline: START + deadline * MINUTE_MS }),
    ...(paid === 'before' && { paid: { amount: AMOUNT, reference: 'P1' } }),
  };
}
