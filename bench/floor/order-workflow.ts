/**
 * The standard order as an engineer would write it by hand in an afternoon: the same signals, activities, upserts and
 * timers as `ticketOrder` has on this road, and nothing for all the others.
 */
import {
  condition,
  defineSignal,
  proxyActivities,
  setHandler,
  upsertMemo,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { FloorActivities, FloorOrder } from './activities.js';

export const paid = defineSignal<[amount: number]>('paid');
export const calledBack = defineSignal('calledBack');

const DAY_MS = 86_400_000;
const { issue, pollIssuance, fetchOrder } = proxyActivities<FloorActivities>({
  taskQueue: 'floor-provider',
  startToCloseTimeout: '3 minutes',
});
const { deliver } = proxyActivities<FloorActivities>({ taskQueue: 'floor', startToCloseTimeout: '1 minute' });

export async function floorOrder(order: FloorOrder): Promise<string> {
  let isPaid = false;
  let callbacks = 0;
  setHandler(paid, () => void (isPaid = true));
  setHandler(calledBack, () => void (callbacks += 1));

  upsertMemo({ placed: true });
  await condition(() => isPaid);
  const confirmed = deliver([{ type: 'paymentConfirmed', tradeNo: order.tradeNo }]);
  await issue(order);
  await confirmed;
  upsertSearchAttributes({ ECTicketStatus: ['awaitingIssuance'], ECTicketDueAt: [new Date(Date.now() + 300_000)] });
  let { UnUsedCount: unused = 0 } = await pollIssuance(order);
  upsertSearchAttributes({ ECTicketStatus: ['active'], ECTicketUnused: [unused], ECTicketDueAt: [] });
  let delivered = deliver([{ type: 'issued', tradeNo: order.tradeNo }]);

  for (let read = 0; unused > 0;) {
    await condition(() => callbacks > read, DAY_MS);
    read = callbacks;
    await delivered;
    ({ UnUsedCount: unused = 0 } = await fetchOrder(order));
    upsertSearchAttributes({
      ECTicketUnused: [unused],
      ...(unused === 0 && { ECTicketStatus: ['settled'] }),
    });
    const events = [{ type: 'redeemed', tradeNo: order.tradeNo }];
    if (unused === 0) events.push({ type: 'settled', tradeNo: order.tradeNo });
    delivered = deliver(events);
  }
  await delivered;
  return 'settled';
}
