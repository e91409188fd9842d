/**
 * Records payments without an order: the order was not placed, or an operator terminated its workflow. ECPay sends a
 * notification only a few times, so Temporal keeps a record of the payment until an operator decides about the money.
 *
 * A record is a workflow execution that no worker runs (docs/decisions/0025). Its start is delayed by ten years, its
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
import { MAX_PAGE_SIZE, queryRuns, readRuns } from '../temporal/read-runs.js';
import { callTemporal } from '../temporal/temporal-call.js';

const WORKFLOW_TYPE = 'unmatchedPayment';
/** No worker polls this task queue. */
const TASK_QUEUE = 'ecticket-unmatched-payments';
const START_DELAY = '3650 days';

const memoSchema = z.object({
  merchantId: z.string(),
  tradeNo: z.string(),
  reference: z.string(),
  amount: z.number().optional(),
  paidAt: z.string().optional(),
  /** There is no order with this number, or its workflow was closed from outside and cannot take the payment. */
  reason: z.enum(['unknown', 'ended']),
  /** Whether ECPay has confirmed the payment under this very number, or could not be queried. */
  verification: z.enum(['confirmed', 'unchecked']).default('unchecked'),
  /** The workflow id of an order that has the number in another case. */
  otherCase: z.string().optional(),
});

/** Why and how an unmatched payment is recorded. */
export type UnmatchedRecord = Pick<z.output<typeof memoSchema>, 'reason' | 'verification' | 'otherCase'>;

/** A payment that was made longer ago may belong to an order that Temporal no longer retains. */
const OLD_AFTER_MS = 7 * 24 * 60 * 60 * 1000;

/** A payment without an order. Amounts in NT$. */
export interface UnmatchedPayment extends z.output<typeof memoSchema> {
  /** When the first notification arrived. */
  readonly receivedAt: Date;
  /** The payment is more than a week older than its notification, so its order may have been deleted by retention. */
  readonly isOld: boolean;
}

/** Which unmatched payments `listUnmatched` returns. */
export interface UnmatchedFilter {
  readonly merchantId?: string;
  /** The largest number of payments to return. */
  readonly limit: number;
}

/** Records an unmatched payment once, even if ECPay repeats the notification. A closed record stays closed. */
export async function recordUnmatched(
  client: Client,
  order: OrderRef,
  payment: Payment,
  { reason, verification, otherCase }: UnmatchedRecord,
  timeoutMs?: number,
): Promise<void> {
  const { reference, amount, paidAt } = payment;
  // Every notification has ECPay's number. Without it, the payment could not be distinguished from another.
  if (reference === undefined) return;
  const { merchantId } = order;
  const record = { merchantId, tradeNo: tradeNoOf(order), reference, amount, paidAt, reason, verification, otherCase };
  try {
    await callTemporal(
      client,
      () =>
        client.workflow.start(WORKFLOW_TYPE, {
          workflowId: workflowIdFor(merchantId, reference),
          taskQueue: TASK_QUEUE,
          startDelay: START_DELAY,
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          memo: { payment: record },
          typedSearchAttributes: [{ key: MERCHANT_ID, value: merchantId }],
        }),
      { timeoutMs, expectedErrors: [WorkflowExecutionAlreadyStartedError] },
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** Closes the record of a payment. @returns false if no record is open. */
export async function closeUnmatched(
  client: Client,
  { merchantId, reference }: Pick<UnmatchedPayment, 'merchantId' | 'reference'>,
  reason: string,
  timeoutMs?: number,
): Promise<boolean> {
  try {
    const handle = client.workflow.getHandle(workflowIdFor(merchantId, reference));
    await callTemporal(client, () => handle.terminate(reason), { timeoutMs, expectedErrors: [WorkflowNotFoundError] });
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/**
 * Closes the record of a payment after an operator's decision. Temporal keeps who decided, and why.
 *
 * @throws PaymentNotFoundError if no record is open.
 * @throws TemporalUnavailableError if Temporal does not answer.
 */
export async function resolveUnmatched(
  client: Client,
  payment: Pick<UnmatchedPayment, 'merchantId' | 'reference'>,
  { by, why }: { readonly by: string; readonly why: string },
): Promise<void> {
  if (await closeUnmatched(client, payment, `${by}: ${why}`)) return;
  throw new PaymentNotFoundError(workflowIdFor(payment.merchantId, payment.reference));
}

/** Lists the open records of unmatched payments, newest first. @throws TemporalUnavailableError */
export async function listUnmatched(
  client: Client,
  { merchantId, limit }: UnmatchedFilter,
): Promise<readonly UnmatchedPayment[]> {
  const query = [
    `WorkflowType = '${WORKFLOW_TYPE}'`,
    `ExecutionStatus = 'Running'`,
    ...(merchantId === undefined ? [] : [`${MERCHANT_ID.name} = '${merchantId}'`]),
  ].join(' AND ');
  const runs = await readRuns(client, queryRuns(client, query, Math.min(limit, MAX_PAGE_SIZE)), limit);
  return runs.flatMap(readRecord);
}

/** The workflow execution that records a payment. */
export interface RecordOfPayment {
  readonly workflowId: string;
  readonly runId: string;
  /** The order's number as the payment has it. */
  readonly tradeNo: string;
  readonly reference: string;
  /** Nobody has decided about the money yet. */
  readonly isOpen: boolean;
}

/** Finds the open and closed records of payments that named a number, in any case. @throws TemporalUnavailableError */
export async function findRecords(
  client: Client,
  { merchantId, tradeNo }: Pick<UnmatchedPayment, 'merchantId' | 'tradeNo'>,
): Promise<readonly RecordOfPayment[]> {
  const query = `WorkflowType = '${WORKFLOW_TYPE}' AND ${MERCHANT_ID.name} = '${merchantId}'`;
  const runs = await readRuns(client, queryRuns(client, query, MAX_PAGE_SIZE), Infinity);
  return runs.flatMap((run) => {
    const [payment] = readRecord(run);
    if (payment?.tradeNo.toLowerCase() !== tradeNo.toLowerCase()) return [];
    const { workflowId, runId, closeTime } = run;
    const { tradeNo: named, reference } = payment;
    return [{ workflowId, runId, tradeNo: named, reference, isOpen: closeTime === undefined }];
  });
}

/** Reads a record. A workflow that somebody started by hand may have this type with any memo; it is skipped. */
function readRecord({ memo, startTime }: WorkflowExecutionInfo): UnmatchedPayment[] {
  const payment = memoSchema.safeParse(memo?.['payment']).data;
  if (payment === undefined) return [];
  const isOld = startTime.getTime() - Date.parse(payment.paidAt ?? '') > OLD_AFTER_MS;
  return [{ ...payment, receivedAt: startTime, isOld }];
}

/** ECPay's number has letters and digits only. Any other character is escaped. */
function workflowIdFor(merchantId: string, reference: string): string {
  return `ecticket-payment/${merchantId}/${encodeURIComponent(reference)}`;
}
