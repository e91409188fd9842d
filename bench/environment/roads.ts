/** Every road that an order may take from its placement to its end. */
import { fileURLToPath } from 'node:url';
import { Worker } from '@temporalio/worker';
import { workflowIdOf } from '../../client/index.js';
import { withNotifyUrls } from '../../client/notify-urls.js';
import { naming, type OrderRef } from '../../ecticket/index.js';
import type { ChildOrder } from '../../workflows/index.js';
import type { Environment } from './environment.js';
import {
  AMOUNT,
  electronicOrder,
  giftOrder,
  MERCHANT,
  paperOrder,
  redeemByCallbacks,
  runStandardOrder,
  TIMING,
} from './orders.js';

/** Takes an order of this trade number to the end of its road. The bench waits until its workflow has closed. */
export type Road = (environment: Environment, tradeNo: string) => Promise<void>;

const OPERATOR = { by: 'Bench', why: 'a road of the bench' } as const;
const PAID = { payment: { paid: { reference: 'R-1', amount: AMOUNT } }, timing: TIMING } as const;
const refOf = (merchantTradeNo: string): OrderRef => ({ merchantId: MERCHANT, merchantTradeNo });

/** The road of the demo's first order. */
export const STANDARD_ROAD: Road = runStandardOrder;

/** By a name for people. */
export const OTHER_ROADS: Readonly<Record<string, Road>> = {
  'paid when placed, paper': async (environment, tradeNo) => {
    await environment.ecticket.placeOrder({ order: paperOrder(tradeNo), ...PAID });
    await redeemByCallbacks(environment, tradeNo);
  },

  'gift vouchers, nothing to pay': async (environment, tradeNo) => {
    await environment.ecticket.placeOrder({ order: giftOrder(tradeNo), timing: TIMING });
    await redeemByCallbacks(environment, tradeNo);
  },

  'child order, paid': async (environment, tradeNo) => {
    const child: ChildOrder = {
      order: electronicOrder(tradeNo),
      payment: { due: 'beforeIssue', amount: AMOUNT, paid: { amount: AMOUNT, reference: `R-${tradeNo}` } },
      timing: TIMING,
      callbackBaseUrl: environment.receiverUrl,
    };
    await runSale(environment, child, () => redeemByCallbacks(environment, tradeNo));
  },

  'redeemed by the merchant': async ({ ecticket, events }, tradeNo) => {
    const { ref } = await ecticket.placeOrder({ order: paperOrder(tradeNo), ...PAID });
    await events.waitFor(tradeNo, 'issued');
    await ecticket.redeem(ref, { tickets: { count: 2 } });
  },

  'unpaid at its deadline': async ({ ecticket }, tradeNo) => {
    const payment = { amount: AMOUNT, deadline: new Date(Date.now() + 2000) };
    await ecticket.placeOrder({ order: electronicOrder(tradeNo), payment, timing: TIMING });
  },

  'cancelled by an operator': async ({ ecticket }, tradeNo) => {
    const order = electronicOrder(tradeNo);
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: AMOUNT }, timing: TIMING });
    await ecticket.cancelOrder(ref, OPERATOR);
  },

  'refused, resubmitted': async (environment, tradeNo) => {
    const { ecticket, events } = environment;
    const order = electronicOrder(tradeNo);
    const refused = { ...order, items: [{ itemNo: 'OFF00001', quantity: 2 }] };
    const { ref } = await ecticket.placeOrder({ order: refused, ...PAID });
    await events.waitFor(tradeNo, 'needsAttention');
    await ecticket.resubmit(ref, { ...OPERATOR, order, amount: AMOUNT });
    await redeemByCallbacks(environment, tradeNo);
  },

  'refused, abandoned': async ({ ecticket, events }, tradeNo) => {
    const order = { ...electronicOrder(tradeNo), items: [{ itemNo: 'OFF00001', quantity: 2 }] };
    const { ref } = await ecticket.placeOrder({ order, ...PAID });
    await events.waitFor(tradeNo, 'needsAttention');
    await ecticket.abandon(ref, OPERATOR);
  },

  'adopted from the back office': async (environment, tradeNo) => {
    const { control, ecticket, receiverUrl } = environment;
    await control('orders', naming.toIssueData(withNotifyUrls(paperOrder(tradeNo), receiverUrl)));
    await ecticket.adoptOrder(refOf(tradeNo));
    await redeemByCallbacks(environment, tradeNo);
  },
};

/** Refunds an order's tickets. It lets a day pass in the sandbox, so that no other order may run at the same time. */
export const REFUND_ROAD: Road = async ({ ecticket, events, control }, tradeNo) => {
  const timing = { ...TIMING, firstRefundQuery: 1000, longestRefundQuery: 1000 };
  const { ref } = await ecticket.placeOrder({ order: paperOrder(tradeNo), ...PAID, timing });
  await events.waitFor(tradeNo, 'issued');
  await ecticket.refund(ref, { tickets: { count: 2 }, reason: 'changed her mind' });
  // The bank confirms refunds on the next day.
  await control('clock', { advance: '1 day' });
  await events.waitFor(tradeNo, 'refundConfirmed');
};

/** Runs an order as a child of {@link sale}. */
async function runSale({ client, temporal }: Environment, order: ChildOrder, road: () => Promise<void>): Promise<void> {
  const { dataConverter } = client.options;
  const id = `sale of ${workflowIdOf(order.order)}`;
  const worker = await Worker.create({
    ...{ connection: temporal.nativeConnection, namespace: client.options.namespace },
    taskQueue: id,
    workflowsPath: fileURLToPath(new URL('./parent-workflow.ts', import.meta.url)),
    dataConverter,
  });
  await worker.runUntil(async () => {
    const parent = await client.workflow.start('sale', { workflowId: id, taskQueue: id, args: [order] });
    await road();
    await parent.result();
  });
}
