/** The roads whose histories are recorded: those of the bench, and those that only a replay needs. */
import { AMOUNT, electronicOrder, giftOrder, paperOrder, redeemByCallbacks, TIMING } from '../environment/orders.js';
import { OTHER_ROADS, REFUND_ROAD, STANDARD_ROAD, type Road } from '../environment/roads.js';
import { DECISION_ROADS } from './decision-roads.js';
import { callBack, OPERATOR, paid, payAtAio, redeemAll, refOf } from './road-steps.js';
import { WORKFLOW_ROADS } from './workflow-roads.js';

/** Milliseconds. */
const TIMEOUT_MS = 120_000;
const HOUR_MS = 3_600_000;

/** Roads of which several orders may run at the same time. */
export const PARALLEL_ROADS: Readonly<Record<string, Road>> = {
  'confirmed by the merchant, two callbacks': STANDARD_ROAD,
  ...OTHER_ROADS,
  ...DECISION_ROADS,

  'paid by an AIO notification': async (environment, tradeNo) => {
    const order = electronicOrder(tradeNo);
    await environment.ecticket.placeOrder({ order, payment: { amount: AMOUNT }, timing: TIMING });
    await payAtAio(environment, tradeNo);
    await redeemByCallbacks(environment, tradeNo);
  },

  'paid wrongly, cancelled': async ({ ecticket, events }, tradeNo) => {
    const order = electronicOrder(tradeNo);
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: AMOUNT }, timing: TIMING });
    await ecticket.confirmPayment(ref, { amount: 1, reference: `R-${tradeNo}` });
    await events.waitFor(tradeNo, 'needsAttention');
    await ecticket.cancelOrder(ref, OPERATOR);
  },

  'paid after its cancellation': async ({ client, ecticket, events }, tradeNo) => {
    const order = electronicOrder(tradeNo);
    const { ref, workflowId } = await ecticket.placeOrder({ order, payment: { amount: AMOUNT }, timing: TIMING });
    await ecticket.cancelOrder(ref, OPERATOR);
    await client.workflow.getHandle(workflowId).result();
    await ecticket.confirmPayment(ref, { amount: AMOUNT, reference: `R-${tradeNo}` });
    await events.waitFor(tradeNo, 'needsAttention');
    await ecticket.abandon(ref, OPERATOR);
  },

  'Issue not answered, then accepted': async (environment, tradeNo) => {
    const { control, ecticket, events } = environment;
    await control('faults', { on: '/api/Ticket/Issue', kind: 'http500', times: 3, tradeNo });
    const timing = { ...TIMING, issueLimit: 2000 };
    await ecticket.placeOrder({ order: electronicOrder(tradeNo), ...paid(tradeNo), timing });
    await events.waitFor(tradeNo, 'needsAttention');
    await redeemAll(environment, tradeNo);
  },

  'failed at ECPay, replaced by another number': async (environment, tradeNo) => {
    const { control, ecticket, events } = environment;
    await control('faults', { on: 'issuance', kind: 'fails', tradeNo });
    const { ref } = await ecticket.placeOrder({ order: electronicOrder(tradeNo), ...paid(tradeNo), timing: TIMING });
    await events.waitFor(tradeNo, 'needsAttention');
    const order = electronicOrder(`${tradeNo}R`);
    await ecticket.resubmit(ref, { ...OPERATOR, order });
    await redeemAll(environment, order.merchantTradeNo);
  },

  'continued as new': async (environment, tradeNo) => {
    const { client, ecticket, events } = environment;
    const order = paperOrder(tradeNo);
    const { ref, workflowId } = await ecticket.placeOrder({ order, ...paid(tradeNo), timing: TIMING });
    await events.waitFor(tradeNo, 'issued');
    const { runId } = await client.workflow.getHandle(workflowId).describe();
    const hasContinued = async () => (await client.workflow.getHandle(workflowId).describe()).runId !== runId;
    while (!(await hasContinued())) await callBack(environment, ref);
    await redeemAll(environment, tradeNo);
  },

  'redeemed and refunded, both taken back': async (environment, tradeNo) => {
    const { ecticket, events } = environment;
    const { ref } = await ecticket.placeOrder({ order: paperOrder(tradeNo), ...paid(tradeNo), timing: TIMING });
    await events.waitFor(tradeNo, 'issued');
    await ecticket.redeem(ref, { tickets: { count: 1 } });
    await ecticket.cancelRedemption(ref, { tickets: { count: 1 } });
    await ecticket.refund(ref, { tickets: { count: 1 } });
    await ecticket.cancelRefund(ref, { tickets: { count: 1 } });
    await redeemAll(environment, tradeNo);
  },

  'adopted after its end': async (environment, tradeNo) => {
    const { client, ecticket } = environment;
    const order = paperOrder(tradeNo);
    const { ref, workflowId } = await ecticket.placeOrder({ order, ...paid(tradeNo), timing: TIMING });
    await redeemAll(environment, tradeNo);
    await client.workflow.getHandle(workflowId).result();
    await ecticket.cancelRedemption(ref, { tickets: { count: 1 } });
    await ecticket.redeem(ref, { tickets: { count: 1 } });
  },

  'unknown to ECPay': async ({ ecticket }, tradeNo) => {
    await ecticket.adoptOrder(refOf(tradeNo));
  },
};

/** Roads that let time pass at ECPay, so that no other order may run at the same time. */
export const SKIPPING_ROADS: Readonly<Record<string, Road>> = {
  'paid by an AIO notification, found hours later': async (environment, tradeNo) => {
    const { control, ecticket, events } = environment;
    const timing = { ...TIMING, paymentCheckInterval: 1000, paymentCheckLimit: 2000, lateResultQueryInterval: 1000 };
    const order = electronicOrder(tradeNo);
    await ecticket.placeOrder({ order, payment: { amount: AMOUNT }, timing });
    await payAtAio(environment, tradeNo, '3 hours');
    await events.waitFor(tradeNo, 'needsAttention');
    await control('clock', { advance: '3 hours' });
    await redeemByCallbacks(environment, tradeNo);
  },

  'tickets hours late': async (environment, tradeNo) => {
    const { control, ecticket, events } = environment;
    await control('faults', { on: 'issuance', kind: 'late', ms: 3 * HOUR_MS, tradeNo });
    const timing = { ...TIMING, issuanceWindow: 1500, lateResultQueryInterval: 1000 };
    await ecticket.placeOrder({ order: electronicOrder(tradeNo), ...paid(tradeNo), timing });
    await events.waitFor(tradeNo, 'late');
    await control('clock', { advance: '3 hours' });
    await redeemByCallbacks(environment, tradeNo);
  },

  'tickets overdue': async (environment, tradeNo) => {
    const { control, ecticket, events } = environment;
    await control('faults', { on: 'issuance', kind: 'late', ms: 26 * HOUR_MS, tradeNo });
    const timing = { ...TIMING, issuanceWindow: 1500, issuanceLimit: 3000, lateResultQueryInterval: 1000 };
    await ecticket.placeOrder({ order: electronicOrder(tradeNo), ...paid(tradeNo), timing });
    await events.waitFor(tradeNo, 'needsAttention');
    await control('clock', { advance: '26 hours' });
    await redeemByCallbacks(environment, tradeNo);
  },

  'callbacks while it waits': async (environment, tradeNo) => {
    const { control, ecticket } = environment;
    await control('faults', { on: 'issuance', kind: 'late', ms: HOUR_MS, tradeNo });
    const order = electronicOrder(tradeNo);
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: AMOUNT }, timing: TIMING });
    await callBack(environment, ref);
    await ecticket.confirmPayment(ref, { amount: AMOUNT, reference: `R-${tradeNo}` });
    await ecticket.waitForStatus(ref, 'awaitingIssuance', { timeoutMs: TIMEOUT_MS });
    await callBack(environment, ref);
    await callBack(environment, ref);
    await control('clock', { advance: '1 hour' });
    await redeemByCallbacks(environment, tradeNo);
  },

  'refunded, confirmed by the bank': REFUND_ROAD,

  'refunded by a clerk, confirmed before the order has read it': async (environment, tradeNo) => {
    const { control, ecticket, events } = environment;
    const timing = { ...TIMING, firstRefundQuery: 1000, longestRefundQuery: 1000 };
    await control('faults', { on: 'callbacks', kind: 'drop', times: 100, tradeNo });
    const { ref } = await ecticket.placeOrder({ order: paperOrder(tradeNo), ...paid(tradeNo), timing });
    await events.waitFor(tradeNo, 'issued');
    await ecticket.refund(ref, { tickets: { count: 1 } });
    await control(`orders/${tradeNo}/refund`, { count: 1 });
    await control('clock', { advance: '1 day' });
    await events.waitFor(tradeNo, 'refundConfirmed');
    // The order reads the record by itself; version 0.1.0 did not at first.
    await callBack(environment, ref);
  },

  'gift vouchers, refunded by a clerk': async ({ control, ecticket, events }, tradeNo) => {
    await ecticket.placeOrder({ order: giftOrder(tradeNo), timing: TIMING });
    await events.waitFor(tradeNo, 'issued');
    await control(`orders/${tradeNo}/refund`, { count: 2 });
    await events.waitFor(tradeNo, 'refunded');
  },

  'gift and pickup vouchers, refunded by a clerk': async (environment, tradeNo) => {
    const { control, ecticket, events } = environment;
    const order = electronicOrder(tradeNo);
    const items = [...order.items, ...giftOrder(tradeNo).items];
    const timing = { ...TIMING, firstRefundQuery: 1000, longestRefundQuery: 1000 };
    await ecticket.placeOrder({ order: { ...order, items }, ...paid(tradeNo), timing });
    await events.waitFor(tradeNo, 'issued');
    await control(`orders/${tradeNo}/refund`, { count: 4 });
    await events.waitFor(tradeNo, 'refunded');
    await control('clock', { advance: '1 day' });
    await events.waitFor(tradeNo, 'refundConfirmed');
  },
};

/** All roads, by their titles. */
export const ROADS = { ...PARALLEL_ROADS, ...WORKFLOW_ROADS, ...SKIPPING_ROADS };

/** The file name of a road's history, without its extension. */
export function slugOf(road: string): string {
  return road
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
