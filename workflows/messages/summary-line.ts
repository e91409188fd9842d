import type { IssueType, TicketOrder } from '../../ecticket/order.js';
import { ticketsOrdered } from './total-price.js';

const KINDS: Record<IssueType, string> = {
  convenienceStore: 'convenience-store',
  paper: 'paper',
  electronic: 'electronic',
  serialNumber: 'serial-number',
};

/** Items and characters per item name: Temporal's limit is 400 bytes, and encryption may add 236. */
const MAX_ITEMS = 2;
const MAX_NAME_LENGTH = 12;

/**
 * The order's summary in the Temporal Web UI: how many tickets of what, and of which merchant. No personal data.
 *
 * @example "8 convenience-store tickets of merchant 2000132: 4 × VQT04959, 4 × VNS21400"
 */
export function summaryLine(order: TicketOrder): string {
  const { items, issueType, merchantId } = order;
  const count = ticketsOrdered(order);
  const named = items
    .slice(0, MAX_ITEMS)
    .map((item) => `${item.quantity} × ${shortened(item.itemNo ?? item.itemName)}`);
  const others = items.length - named.length;
  if (others > 0) named.push(`${others} more kinds`);
  const tickets = `${count} ${KINDS[issueType]} ${count === 1 ? 'ticket' : 'tickets'}`;
  return `${tickets} of merchant ${merchantId}: ${named.join(', ')}`;
}

function shortened(name: string): string {
  return name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH - 1)}…` : name;
}
