/** The items that the store offers, from ECPay's catalogue. */
import { z } from 'zod';
import { backend, MERCHANT_ID } from './backend';

export interface OfferedItem {
  readonly itemNo: string;
  readonly name: string;
  /** NT$, as the page shows it. `placeOrder` reads the price that is due from the catalogue again. */
  readonly price: number;
  readonly isSoldOut: boolean;
}

/** ECPay's TicketType 1 is a pickup voucher, which is sold. ItemStatus 1 is on sale. */
const entry = z.object({
  ItemNo: z.string(),
  ItemName: z.string(),
  TicketPrice: z.coerce.number(),
  TicketType: z.string(),
  ItemStatus: z.string(),
});
const reply = z.object({ ItemList: z.array(entry) });

/** Each visitor would be a call to ECPay, which limits their rate. */
const CACHE_MS = 30_000;

interface CachedItems {
  readonly until: number;
  readonly items: Promise<readonly OfferedItem[]>;
}
const shared = globalThis as typeof globalThis & { ticketStoreItems?: CachedItems | undefined };

/** Reads the first 20 items. @throws ECTicketError if ECPay does not answer */
export async function readItems(): Promise<readonly OfferedItem[]> {
  if (shared.ticketStoreItems === undefined || shared.ticketStoreItems.until < Date.now()) {
    shared.ticketStoreItems = { until: Date.now() + CACHE_MS, items: queryItems() };
  }
  try {
    return await shared.ticketStoreItems.items;
  } catch (error) {
    forgetItems();
    throw error;
  }
}

/** The next page reads the catalogue again: an item was refused. */
export function forgetItems(): void {
  shared.ticketStoreItems = undefined;
}

async function queryItems(): Promise<readonly OfferedItem[]> {
  const answer = await backend().ecticket.batchQueryItemInfo({
    merchantId: MERCHANT_ID,
    pageNum: 1,
    itemStatus: 'all',
  });
  return reply
    .parse(answer)
    .ItemList.filter(({ TicketType }) => TicketType === '1')
    .map(({ ItemNo, ItemName, TicketPrice, ItemStatus }) => ({
      ...{ itemNo: ItemNo, name: ItemName, price: TicketPrice, isSoldOut: ItemStatus !== '1' },
    }));
}
