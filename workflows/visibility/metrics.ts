/** What becomes of orders, in numbers. A replay measures nothing again. */
import type { MetricTags } from '@temporalio/common';
import { metricMeter } from '@temporalio/workflow';
import type { OrderState } from '../state/order-state.js';

/** The first state of an order that was just placed or taken up. */
export function measureBeginning(state: OrderState): void {
  countTransition('none', state);
}

/** What `before` became at `now` (ms). */
export function measureChange(before: OrderState, state: OrderState, now: number): void {
  if (state.stage.status !== before.stage.status) countTransition(before.stage.status, state);
  if (isLate(state) && !isLate(before)) {
    metricMeter
      .createCounter('ecticket_orders_late_total', '', "Orders without tickets when ECPay's window had passed")
      .add(1, labels(state));
  }
  const { customerWaitsSince: since, order } = state;
  if ('record' in state.stage && !('record' in before.stage) && since !== undefined) {
    metricMeter
      .createHistogram('ecticket_paid_to_issued_seconds', 'float', '', 'How long a customer waited for the tickets')
      .record(Math.max(now - since, 0) / 1000, { ...labels(state), issue_type: order?.issueType ?? 'unknown' });
  }
}

function countTransition(from: string, state: OrderState): void {
  metricMeter
    .createCounter('ecticket_order_transitions_total', '', 'Changes of status of orders')
    .add(1, { ...labels(state), from, to: state.stage.status });
}

function isLate({ stage }: OrderState): boolean {
  return stage.status === 'awaitingIssuance' && stage.late;
}

/** Never a trade number or a person: a label's values are few. */
function labels({ ref }: OrderState): MetricTags {
  return { merchant_id: ref.merchantId };
}
