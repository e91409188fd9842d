/** How an order's workflow is started: by a client, by a merchant's own workflow, or by the order that it replaces. */
import type { PlacedOrderInput, TicketOrderInput } from './workflow.js';
import { refOf, TASK_QUEUE, workflowIdOf } from './names.js';
import { summaryLine } from './summary-line.js';
import { DUE_AT, ISSUE_TYPE, MERCHANT_ID, STATUS } from './search-attribute-keys.js';
import type { OrderTiming } from './timing.js';

/** Options for a client's `workflow.start` and for a workflow's `startChild`. */
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
    // Activities inherit the key, so one merchant's backlog does not delay another's calls.
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
