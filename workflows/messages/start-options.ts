/** How an order's workflow is started, whoever does: a client, a merchant's own workflow, or the order that it replaces. */
import type { PlacedOrderInput, TicketOrderInput } from './workflow.js';
import { refOf, TASK_QUEUE, workflowIdOf } from './names.js';
import { summaryLine } from './summary-line.js';
import { DUE_AT, ISSUE_TYPE, MERCHANT_ID, STATUS } from './search-attribute-keys.js';
import type { OrderTiming } from './timing.js';

/** What Temporal is told at the start of `input`'s order; fits a client's start and a workflow's startChild. */
export function startOptions(input: PlacedOrderInput & { readonly timing?: Partial<OrderTiming> }) {
  const { order } = input;
  const args: [TicketOrderInput] = [input];
  return {
    workflowId: workflowIdOf(order),
    taskQueue: TASK_QUEUE,
    args,
    memo: { orderRef: refOf(order) },
    typedSearchAttributes: searchAttributes(input),
    staticSummary: summaryLine(order),
    // One merchant's flood must not starve another: activities inherit the key.
    priority: { fairnessKey: order.merchantId },
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
  } as const;
}

function searchAttributes({ order, payment }: PlacedOrderInput) {
  const unpaid = payment.due === 'beforeIssue' && payment.paid === undefined;
  return [
    { key: STATUS, value: unpaid ? 'awaitingPayment' : 'issuing' },
    { key: MERCHANT_ID, value: order.merchantId },
    { key: ISSUE_TYPE, value: order.issueType },
    ...(unpaid && payment.deadline !== undefined ? [{ key: DUE_AT, value: new Date(payment.deadline) }] : []),
  ];
}
