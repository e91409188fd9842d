import type { CatalogueEntry } from './provider-order.js';
import type { CallOptions } from './call-options.js';
import { findItemList } from './endpoints/catalogue.js';
import { NotAnECPayReplyError } from './errors/not-an-ecpay-reply-error.js';
import { fromItemInfo, type MerchantRef } from './naming.js';
import type { TicketApi } from './ticket-api.js';

/** ECPay puts 20 on a page; an order has at most 100 products. More pages than that are not of what was asked. */
const PRODUCTS_PER_PAGE = 20;

/**
 * What ECPay's catalogue has of these products (BatchQueryItemInfo, developers.ecpay.com.tw/?p=29951), one call per 20. A
 * product that ECPay does not know is not in the map.
 *
 * @param itemNos up to 100 product numbers, as an order has them.
 * @throws as `TicketApi`, and NotAnECPayReplyError (`unexpectedData`) for an answer in which no list of products can be
 *   read, or that lists others instead: then no product may be called unknown.
 */
export async function catalogueOf(
  api: Pick<TicketApi, 'batchQueryItemInfo'>,
  merchant: MerchantRef,
  itemNos: readonly string[],
  options?: CallOptions,
): Promise<Map<string, CatalogueEntry>> {
  const asked = new Set(itemNos);
  const entries = new Map<string, CatalogueEntry>();
  let isFiltered = true;
  const pages = Math.ceil(asked.size / PRODUCTS_PER_PAGE);
  for (let pageNum = 1; pageNum <= pages && entries.size < asked.size; pageNum += 1) {
    const request = { ...merchant, pageNum, itemStatus: 'all', itemNos: [...asked] } as const;
    const reply = await api.batchQueryItemInfo(request, options);
    const list = findItemList(reply) ?? (reply.TotalCount === 0 ? [] : undefined);
    if (list === undefined || list.some(({ ItemNo }) => ItemNo === undefined)) {
      throw unreadable('a list of products was expected');
    }
    for (const { ItemNo = '', ...info } of list) {
      if (asked.has(ItemNo)) entries.set(ItemNo, fromItemInfo(info));
      else isFiltered = false;
    }
    if (list.length < PRODUCTS_PER_PAGE) break;
  }
  if (entries.size < asked.size && !isFiltered) throw unreadable('only the products that were asked for were expected');
  return entries;
}

function unreadable(problem: string): NotAnECPayReplyError {
  return new NotAnECPayReplyError('BatchQueryItemInfo', 'unexpectedData', [problem]);
}
