import type { IssueType, TicketOrder } from '../../ecticket/order.js';

const KINDS: Record<IssueType, string> = {
  convenienceStore: 'convenience-store',
  paper: 'paper',
  electronic: 'electronic',
  serialNumber: 'serial-number',
};

/** Temporal takes 400 bytes, of which encryption may take 236; an item's name may have 60. */
const ITEMS_NAMED = 2;
const CHARACTERS_NAMED = 12;

/**
 * An order's one line in the Temporal Web UI: what is sold, how many, by whom. No personal data.
 *
 * @example "8 convenience-store tickets of merchant 2000132: 4 × VQT04959, 4 × VNS21400"
 */
export function summaryLine({ items, issueType, merchantId }: TicketOrder): string {
  const count = items.reduce((sum, { quantity }) => sum + quantity, 0);
  const named = items
    .slice(0, ITEMS_NAMED)
    .map((item) => `${item.quantity} × ${item.itemNo ?? shortened(item.itemName)}`);
  const others = items.length - named.length;
  if (others > 0) named.push(`${others} more kinds`);
  return `${count} ${KINDS[issueType]} ${count === 1 ? 'ticket' : 'tickets'} of merchant ${merchantId}: ${named.join(', ')}`;
}

function shortened(name: string): string {
  return name.length > CHARACTERS_NAMED ? `${name.slice(0, CHARACTERS_NAMED - 1)}…` : name;
}
