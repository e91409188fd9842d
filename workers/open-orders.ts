import { setTimeout as sleep } from 'node:timers/promises';
import { noopMetricMeter } from '@temporalio/common';
import { Runtime, type NativeConnection } from '@temporalio/worker';
import type { OrderStatus } from '../workflows/messages.js';
import { TICKET_ORDER } from '../workflows/names.js';

/** Milliseconds. A count of what waits for hours need not be newer. */
const EVERY = 60_000;
const ANSWER_WITHIN = 10_000;

const OPEN: readonly OrderStatus[] = ['awaitingPayment', 'issuing', 'awaitingIssuance', 'active', 'needsAttention'];

/** As `grpc.status` numbers them: this server, or this account, will not count however often it is asked. */
const NOT_TO_BE_HAD: readonly unknown[] = [3, 7, 12];

/**
 * Keeps a gauge of how many orders there are in each status, until `ended`. The server counts them: what workers saw of
 * transitions would be wrong from their first restart on. Nothing is asked where the process has no metrics.
 */
export async function countOpenOrders(
  connection: NativeConnection,
  namespace: string,
  ended: AbortSignal,
): Promise<void> {
  const { metricMeter: meter, logger } = Runtime.instance();
  if (meter === noopMetricMeter) return;
  const orders = meter.createGauge('ecticket_open_orders', 'int', '', 'Orders that have not ended, by status');
  const countedAt = meter.createGauge('ecticket_open_orders_counted_timestamp_seconds', 'float', '', 'When they were');
  const hasEnded = (): boolean => ended.aborted;
  while (!hasEnded()) {
    try {
      for (const status of OPEN) {
        const counted = await connection.withAbortSignal(ended, () => count(connection, namespace, status));
        orders.set(counted, { namespace, status });
      }
      countedAt.set(Date.now() / 1000, { namespace });
    } catch (error) {
      if (hasEnded()) return;
      const code = (error as { code?: unknown }).code;
      logger.warn('cannot count the open orders', { namespace, code });
      if (NOT_TO_BE_HAD.includes(code)) return;
    }
    await sleep(EVERY, undefined, { signal: ended, ref: false }).catch(() => undefined);
  }
}

async function count(connection: NativeConnection, namespace: string, status: OrderStatus): Promise<number> {
  const query = `WorkflowType = '${TICKET_ORDER}' AND ExecutionStatus = 'Running' AND ECTicketStatus = '${status}'`;
  const answer = await connection.withDeadline(Date.now() + ANSWER_WITHIN, () =>
    connection.workflowService.countWorkflowExecutions({ namespace, query }),
  );
  return answer.count.toNumber();
}
