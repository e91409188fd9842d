/** Roads of orders about which an operator decides while ECPay gives no answer, or an old one. */
import { electronicOrder, TIMING } from '../environment/orders.js';
import type { Road } from '../environment/roads.js';
import { OPERATOR, paid, redeemAll } from './road-steps.js';

const ISSUE = '/api/Ticket/Issue';
const QUERY = '/api/Ticket/QueryIssueResult';

/** Polls with a wrong checksum: the sixth needs attention, and one more may follow before the decision. */
const WRONG_CHECKSUMS = 7;

/** Several of these orders may run at the same time. */
export const DECISION_ROADS: Readonly<Record<string, Road>> = {
  'Issue not answered, resubmitted': async (environment, tradeNo) => {
    const { control, ecticket, events } = environment;
    await control('faults', { on: ISSUE, kind: 'http500', times: 3, tradeNo });
    const order = electronicOrder(tradeNo);
    const { ref } = await ecticket.placeOrder({ order, ...paid(tradeNo), timing: { ...TIMING, issueLimit: 2000 } });
    await events.waitFor(tradeNo, 'needsAttention');
    await ecticket.resubmit(ref, OPERATOR);
    await redeemAll(environment, tradeNo);
  },

  'tickets overdue, abandoned': async ({ control, ecticket, events }, tradeNo) => {
    await control('faults', { on: 'issuance', kind: 'never', tradeNo });
    const timing = { ...TIMING, issuanceWindow: 1500, issuanceLimit: 3000, lateResultQueryInterval: 1000 };
    const { ref } = await ecticket.placeOrder({ order: electronicOrder(tradeNo), ...paid(tradeNo), timing });
    await events.waitFor(tradeNo, 'needsAttention');
    await ecticket.abandon(ref, OPERATOR);
  },

  'polls with a wrong checksum, abandoned': async ({ control, ecticket, events }, tradeNo) => {
    await control('faults', { on: 'issuance', kind: 'never', tradeNo });
    await control('faults', { on: QUERY, kind: 'badMac', times: WRONG_CHECKSUMS, tradeNo });
    await control('faults', { on: QUERY, kind: 'rtnCode', times: 1000, tradeNo });
    const order = electronicOrder(tradeNo);
    const { ref } = await ecticket.placeOrder({ order, ...paid(tradeNo), timing: TIMING });
    await events.waitFor(tradeNo, 'needsAttention');
    await ecticket.abandon(ref, OPERATOR);
  },
};
