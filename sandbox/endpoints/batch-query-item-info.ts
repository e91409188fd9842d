import { z } from 'zod';
import { insist } from '../book/refusals.js';
import { samePath, type SandboxEndpoint } from './endpoint.js';
import { requestedPage } from './requested.js';
import { itemInfo } from './told.js';

const PRODUCTS_A_PAGE = 20;

/** ItemStatus: 0 off sale, 1 on sale, 2 all. */
const filter = z.object({
  ItemStatus: z.enum(['0', '1', '2']),
  ItemList: z.array(z.object({ ItemNo: z.string() })).nullish(),
});

/** The catalogue, page by page (developers.ecpay.com.tw/?p=29951). How the list is called is a choice. */
export const batchQueryItemInfo: SandboxEndpoint = {
  name: 'BatchQueryItemInfo',
  paths: samePath('BatchQueryItemInfo'),
  answer({ data }, { catalogue }) {
    const asked = filter.safeParse(data);
    insist(asked.success, 'parameter');
    const { ItemStatus, ItemList } = asked.data;
    const numbers = ItemList && new Set(ItemList.map(({ ItemNo }) => ItemNo));
    const products = catalogue
      .all()
      .filter(({ onSale }) => ItemStatus === '2' || onSale === (ItemStatus === '1'))
      .filter(({ itemNo }) => !numbers || numbers.has(itemNo));
    const first = (requestedPage(data) - 1) * PRODUCTS_A_PAGE;
    const page = products.slice(first, first + PRODUCTS_A_PAGE);
    return { TotalCount: products.length, ItemList: page.map(itemInfo) };
  },
};
