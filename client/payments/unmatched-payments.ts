/**
 * Payments that no order has: the order is not placed, or its workflow was ended by a person. ECPay sends a notice a few
 * times and then never again, so Temporal keeps a record of each until somebody decides what becomes of the money.
 *
 * A record is a workflow execution that no worker ever runs (docs/decisions/0025): its start is delayed by ten years, its
 * memo holds the payment, and it is open until it is terminated.
 */
import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type Client,
  type WorkflowExecutionInfo,
} from '@temporalio/client';
import { z } from 'zod';
import type { OrderRef } from '../../ecticket/order.js';
import type { Payment } from '../../workflows/messages/order.js';
import { tradeNoOf } from '../../workflows/messages/names.js';
import { MERCHANT_ID } from '../../workflows/messages/search-attribute-keys.js';
import { PaymentNotFoundError } from '../errors/payment-not-found-error.js';
import { LARGEST_PAGE, queryRuns, readRuns } from '../temporal/read-runs.js';
import { callTemporal } from '../temporal/temporal-call.js';

const WORKFLOW_TYPE = 'unmatchedPayment';
/** No worker polls it. */
const TASK_QUEUE = 'ecticket-unmatched-payments';
const DELAY = '3650 days';

/** Why no order has it: there is none of this number, or its workflow has ended without it. */
export type UnmatchedReason = 'unknown' | 'ended';

const memo = z.object({
  merchantId: z.string(),
  tradeNo: z.string(),
  reference: z.string(),
  amount: z.number().optional(),
  paidAt: z.string().optional(),
  reason: z.enum(['unknown', 'ended']),
});

export interface UnmatchedPayment extends z.output<typeof memo> {
  /** When the notice came first. */
  readonly receivedAt: Date;
}

export interface UnmatchedFilter {
  readonly merchantId?: string;
  /** At most so many. */
  readonly limit: number;
}

/** Records a payment, once however often its notice comes. One that was closed stays closed. */
export async function recordUnmatched(
  client: Client,
  order: OrderRef,
  payment: Payment,
  reason: UnmatchedReason,
  timeoutMs?: number,
): Promise<void> {
  const { reference, amount, paidAt } = payment;
  // Without ECPay's number nobody could tell it from another; every notice has one.
  if (reference === undefined) return;
  const { merchantId } = order;
  const kept = { merchantId, tradeNo: tradeNoOf(order), reference, amount, paidAt, reason };
  try {
    await callTemporal(
      client,
      () =>
        client.workflow.start(WORKFLOW_TYPE, {
          workflowId: idOf(merchantId, reference),
          taskQueue: TASK_QUEUE,
          startDelay: DELAY,
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          memo: { payment: kept },
          typedSearchAttributes: [{ key: MERCHANT_ID, value: merchantId }],
        }),
      { timeoutMs, answers: [WorkflowExecutionAlreadyStartedError] },
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** Closes the record of a payment. @returns false where none is open. */
export async function closeUnmatched(
  client: Client,
  { merchantId, reference }: Pick<UnmatchedPayment, 'merchantId' | 'reference'>,
  reason: string,
  timeoutMs?: number,
): Promise<boolean> {
  try {
    const record = client.workflow.getHandle(idOf(merchantId, reference));
    await callTemporal(client, () => record.terminate(reason), { timeoutMs, answers: [WorkflowNotFoundError] });
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/**
 * Closes the record of a payment by a person's decision; who and why stay with it.
 *
 * @throws PaymentNotFoundError, TemporalUnavailableError
 */
export async function resolveUnmatched(
  client: Client,
  payment: Pick<UnmatchedPayment, 'merchantId' | 'reference'>,
  { by, why }: { readonly by: string; readonly why: string },
): Promise<void> {
  if (await closeUnmatched(client, payment, `${by}: ${why}`)) return;
  throw new PaymentNotFoundError(idOf(payment.merchantId, payment.reference));
}

/** Payments that no order has and nobody has decided on, newest first. @throws TemporalUnavailableError */
export async function listUnmatched(
  client: Client,
  { merchantId, limit }: UnmatchedFilter,
): Promise<readonly UnmatchedPayment[]> {
  const query = [
    `WorkflowType = '${WORKFLOW_TYPE}'`,
    `ExecutionStatus = 'Running'`,
    ...(merchantId === undefined ? [] : [`${MERCHANT_ID.name} = '${merchantId}'`]),
  ].join(' AND ');
  const runs = await readRuns(client, queryRuns(client, query, Math.min(limit, LARGEST_PAGE)), limit);
  return runs.flatMap(readRecord);
}

/** Whoever starts a workflow by hand may give it any type, and any memo. */
function readRecord({ memo: kept, startTime }: WorkflowExecutionInfo): UnmatchedPayment[] {
  const payment = memo.safeParse(kept?.['payment']).data;
  return payment === undefined ? [] : [{ ...payment, receivedAt: startTime }];
}

/** ECPay's number has letters and digits; whatever else it might hold is made harmless. */
function idOf(merchantId: string, reference: string): string {
  return `ecticket-payment/${merchantId}/${encodeURIComponent(reference)}`;
}
