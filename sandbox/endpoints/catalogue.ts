import { z } from 'zod';
import { ESCROW_DAYS } from '../orders/issuing.js';
import { refuseUnless } from '../orders/refusals.js';
import { samePath, type SandboxEndpoint } from './endpoint.js';
import { itemInfo } from './reply-fields.js';
import { readPageNumber, readText } from './request-fields.js';

/** Returns one item of the catalogue (developers.ecpay.com.tw/?p=32184). */
export const queryItemInfo: SandboxEndpoint = {
  name: 'QueryItemInfo',
  paths: samePath('QueryItemInfo'),
  answer({ data }, { catalogue }) {
    const item = catalogue.find(readText(data, 'ItemNo') ?? '');
    refuseUnless(item !== undefined, 'itemUnknown');
    return itemInfo(item);
  },
};

const ITEMS_PER_PAGE = 20;

/** ItemStatus: 0 off sale, 1 on sale, 2 all. */
const filter = z.object({
  ItemStatus: z.enum(['0', '1', '2']),
  ItemList: z.array(z.object({ ItemNo: z.string() })).nullish(),
});

/**
 * Returns the catalogue page by page (developers.ecpay.com.tw/?p=29951). The name of the list is the sandbox's choice.
 */
export const batchQueryItemInfo: SandboxEndpoint = {
  name: 'BatchQueryItemInfo',
  paths: samePath('BatchQueryItemInfo'),
  answer({ data }, { catalogue }) {
    const parsed = filter.safeParse(data);
    refuseUnless(parsed.success, 'parameter');
    const { ItemStatus, ItemList } = parsed.data;
    const numbers = ItemList && new Set(ItemList.map(({ ItemNo }) => ItemNo));
    const items = catalogue
      .all()
      .filter(({ onSale }) => ItemStatus === '2' || onSale === (ItemStatus === '1'))
      .filter(({ itemNo }) => !numbers || numbers.has(itemNo));
    const first = (readPageNumber(data) - 1) * ITEMS_PER_PAGE;
    const page = items.slice(first, first + ITEMS_PER_PAGE);
    return { TotalCount: items.length, ItemList: page.map(itemInfo) };
  },
};

/**
 * Returns the number of days for which the bank keeps the merchant's money (developers.ecpay.com.tw/?p=29941). The
 * field name is the sandbox's choice.
 */
export const escrowDay: SandboxEndpoint = {
  name: 'EscrowDay',
  paths: samePath('EscrowDay'),
  answer: () => ({ EscrowDay: ESCROW_DAYS }),
};
