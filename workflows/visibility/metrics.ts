/** Metrics of an order's lifecycle. The SDK records nothing during replay. */
import type { MetricTags } from '@temporalio/common';
import { metricMeter } from '@temporalio/workflow';
import type { OrderState } from '../state/order-state.js';

/** Counts an order that was just placed or adopted. */
export function measureFirstState(state: OrderState): void {
  countTransition('none', state);
}

/** Records the change from `before` to `state`. `now` is in milliseconds since the epoch. */
export function measureChange(before: OrderState, state: OrderState, now: number): void {
  if (state.stage.status !== before.stage.status) countTransition(before.stage.status, state);
  if (isLate(state) && !isLate(before)) {
    metricMeter
      .createCounter('ecticket_orders_late_total', '', "Orders without tickets at the end of ECPay's window")
      .add(1, labels(state));
  }
  const { customerWaitsSince: since, order } = state;
  if ('record' in state.stage && !('record' in before.stage) && since !== undefined) {
    metricMeter
      .createHistogram('ecticket_paid_to_issued_seconds', 'float', '', 'Time from payment to tickets')
      .record(Math.max(now - since, 0) / 1000, { ...labels(state), issue_type: order?.issueType ?? 'unknown' });
  }
}

function countTransition(from: string, state: OrderState): void {
  metricMeter
    .createCounter('ecticket_order_transitions_total', '', 'Status changes of orders')
    .add(1, { ...labels(state), from, to: state.stage.status });
}

function isLate({ stage }: OrderState): boolean {
  return stage.status === 'awaitingIssuance' && stage.late;
}

/** No trade number and no personal data: labels must have few values. */
function labels({ ref }: OrderState): MetricTags {
  return { merchant_id: ref.merchantId };
}
