/** Rebuilds orders after Temporal's database was lost or restored from a backup. */
import { setCurrentDetails, setHandler, sleep } from '@temporalio/workflow';
import type { OrderRef } from '../../ecticket/order.js';
import { rebuildProgress, type RebuildInput, type RebuildProblem, type RebuildProgress } from '../messages/bulk.js';
import { orderName } from '../messages/names.js';
import { bulkActivities, chunksOf } from './bulk-activities.js';

/** Milliseconds. ECPay answers most reads within seconds, and may be out of service for hours. */
const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 10 * 60_000;
const LIMIT = 24 * 60 * 60_000;

/**
 * Adopts every order, then compares until each has read ECPay's record or a day has passed. Cancelling it stops the
 * rebuild; orders that were adopted continue.
 *
 * - Query: `rebuildProgress`.
 *
 * @returns the final progress
 */
export async function rebuildOrders({ orders, ordersPerSecond }: RebuildInput): Promise<RebuildProgress> {
  const since = Date.now();
  let progress: RebuildProgress = {
    ...{ total: orders.length, adopted: 0, running: 0, agreeing: 0, pending: orders.length },
    problems: [],
  };
  const update = (change: Partial<Omit<RebuildProgress, 'pending'>>) => {
    const { total, agreeing, problems } = { ...progress, ...change };
    progress = { ...progress, ...change, pending: total - agreeing - problems.length };
    setCurrentDetails(detailsOf(progress));
  };
  setHandler(rebuildProgress, () => progress);

  for (const chunk of chunksOf(orders)) {
    const { adopted, running, problems } = await bulkActivities('Adopt', chunk).adoptOrders({
      orders: chunk,
      ordersPerSecond,
    });
    update({
      adopted: progress.adopted + adopted,
      running: progress.running + running,
      problems: [...progress.problems, ...problems],
    });
  }

  let pending = withoutProblems(orders, progress.problems);
  for (let pause = FIRST_PAUSE; pending.length > 0; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    if (Date.now() > since + LIMIT) {
      const unread = pending.map((order): RebuildProblem => ({ order, problem: 'unread' }));
      update({ problems: [...progress.problems, ...unread] });
      break;
    }
    await sleep(pause, { summary: 'Wait for orders that have not read ECPay’s record' });
    const stillPending: OrderRef[] = [];
    for (const chunk of chunksOf(pending)) {
      const compared = await bulkActivities('Compare', chunk).compareOrders({ orders: chunk, since });
      stillPending.push(...compared.pending);
      update({
        agreeing: progress.agreeing + compared.agreeing,
        problems: [...progress.problems, ...compared.problems],
      });
    }
    pending = stillPending;
  }
  return progress;
}

function withoutProblems(orders: readonly OrderRef[], problems: readonly RebuildProblem[]): readonly OrderRef[] {
  const excluded = new Set(problems.map(({ order }) => orderName(order)));
  return orders.filter((order) => !excluded.has(orderName(order)));
}

/** What the Web UI shows as the workflow's current details. */
function detailsOf({ total, adopted, running, agreeing, pending, problems }: RebuildProgress): string {
  return [
    `**${agreeing} of ${total} orders agree with ECPay's record**; ${pending} have not read it yet`,
    `${adopted} were adopted, ${running} were running, ${problems.length} need an operator`,
  ].join('\n\n');
}
