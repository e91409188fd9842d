/** The Cancel of Temporal's own Web UI and command line. */
import { log } from '@temporalio/workflow';
import type { OrderRun } from '../order-run.js';

/**
 * A cancel request is a person's decision where nothing was sent to ECPay. An order with money or tickets is not dropped
 * over it: `abandon` and Temporal's Terminate are for that.
 */
export function handleCancelRequest(run: OrderRun): void {
  const before = run.state;
  const decision = { by: 'Temporal', why: 'the workflow was asked to cancel' };
  run.apply({ type: 'cancelledByOperator', decision });
  if (run.state !== before) return;
  run.preventEmptyTask();
  log.warn(`a cancel request changes nothing: the order is ${before.stage.status}`);
}
