import type { OrderFilter, OrderSummary } from '../../client/index.js';
import { inColour, red } from '../display/colours.js';
import { inTaipei } from '../display/in-taipei.js';
import { table } from '../display/table.js';
import { nameOf } from '../order-name.js';
import type { Shell } from '../shell.js';
import { checkReportsTaskFailures } from '../task-failures.js';

export interface ListOptions {
  readonly status?: OrderFilter['status'];
  readonly merchant?: string | undefined;
  readonly taskFailures?: true | undefined;
  readonly limit: number;
}

export async function listOrders(shell: Shell, { status, merchant, taskFailures, limit }: ListOptions): Promise<void> {
  if (taskFailures) await checkReportsTaskFailures(await shell.temporal());
  const tickets = await shell.tickets();
  const filter = {
    ...(status && { status }),
    ...(merchant !== undefined && { merchantId: merchant }),
    ...(taskFailures && { taskFailures }),
  };
  const orders: OrderSummary[] = [];
  let more = false;
  // One more than asked for tells whether there are more.
  for await (const order of tickets.listOrders({ ...filter, limit: limit + 1 })) {
    if (orders.length < limit) orders.push(order);
    else more = true;
  }
  shell.tell({ orders, more }, () => (orders.length === 0 ? 'No orders.' : orderTable(orders)));
  if (more) shell.remark(`There are more than ${limit}: ask for them with --limit.`);
}

function orderTable(orders: readonly OrderSummary[]): string {
  const failing = {
    heading: 'Workflow tasks fail',
    width: 36,
    cell: ({ taskFailure = '' }: OrderSummary) => red(taskFailure),
  };
  return table<OrderSummary>(
    [
      { heading: 'Order', width: 36, cell: ({ ref }) => nameOf(ref) },
      { heading: 'Status', width: 16, cell: ({ status }) => (status ? inColour(status) : '') },
      { heading: 'Issue type', width: 16, cell: ({ issueType = '' }) => issueType },
      { heading: 'Unused', width: 6, cell: ({ unused = '' }) => String(unused) },
      { heading: 'Due (Taipei)', width: 19, cell: ({ dueAt }) => (dueAt ? inTaipei(dueAt) : '') },
      { heading: 'Placed (Taipei)', width: 19, cell: ({ placedAt }) => inTaipei(placedAt) },
      ...(orders.some(({ taskFailure }) => taskFailure !== undefined) ? [failing] : []),
    ],
    orders,
  );
}
