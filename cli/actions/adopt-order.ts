import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderSnapshot } from '../../client/index.js';
import type { OrderRef } from '../../ecticket/index.js';
import { orderInWords } from '../display/order-text.js';
import { UnknownToECPayError } from '../errors/unknown-to-ecpay-error.js';
import { findOrder, nameOf, type RefOptions } from '../order-name.js';
import { readOrder } from '../read-order.js';
import type { Shell } from '../shell.js';
import { orderLink } from '../web-ui.js';

/** Milliseconds. ECPay is asked at once, and answers as a rule within a second. */
const LOADED_WITHIN = 15_000;
const LOOK_AGAIN_AFTER = 200;

/** Takes an order up, and shows what ECPay's book has of it. */
export async function adoptOrder(shell: Shell, name: string, options: RefOptions): Promise<void> {
  const ref = await findOrder(shell, name, options);
  const tickets = await shell.tickets();
  const { workflowId, existing } = await tickets.adoptOrder(ref);
  if (existing) shell.remark('The order was running already.');
  const order = await loaded(shell, ref);
  if (order.status === 'abandoned' && order.decisions.length === 0) throw new UnknownToECPayError(workflowId);
  const link = orderLink(await shell.settings(), workflowId);
  shell.tell(order, () => orderInWords(order, { name: nameOf(ref), link }));
  if (order.status === 'cancelled' || order.status === 'abandoned') shell.remark('ECPay has no tickets of it.');
  if (order.status === 'awaitingIssuance') shell.remark('ECPay has not answered yet; the order goes on asking.');
}

/** The order when ECPay's book has been read, or as it is when that takes long. */
async function loaded(shell: Shell, ref: OrderRef): Promise<OrderSnapshot> {
  const end = Date.now() + LOADED_WITHIN;
  for (;;) {
    const order = await readOrder(shell, ref);
    if (order.status !== 'awaitingIssuance' || Date.now() > end) return order;
    await sleep(LOOK_AGAIN_AFTER);
  }
}
