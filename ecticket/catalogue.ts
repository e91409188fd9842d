import type { CatalogueEntry } from './provider-order.js';
import type { CallOptions } from './call-options.js';
import { findItemList } from './endpoints/catalogue.js';
import { NotAnECPayReplyError } from './errors/not-an-ecpay-reply-error.js';
import { fromItemInfo, type MerchantRef } from './naming.js';
import type { TicketApi } from './ticket-api.js';

/** Number of items per page of BatchQueryItemInfo. An order has at most 100 items, which are 5 pages. */
const ITEMS_PER_PAGE = 20;

/**
 * Reads items from ECPay's catalogue (BatchQueryItemInfo, developers.ecpay.com.tw/?p=29951) with one call per 20
 * items.
 *
 * @param itemNos up to 100 item numbers
 * @returns the items by item number, without items that ECPay does not have
 * @throws as `TicketApi`; also NotAnECPayReplyError (`unexpectedData`) if the reply has no readable list, or lists
 *   other items. In that case a missing item is not known to be absent.
 * @example
 * const entries = await catalogueOf(api, { merchantId: '3085676' }, ['VQT04959']);
 */
export async function catalogueOf(
  api: Pick<TicketApi, 'batchQueryItemInfo'>,
  merchant: MerchantRef,
  itemNos: readonly string[],
  options?: CallOptions,
): Promise<Map<string, CatalogueEntry>> {
  const requested = new Set(itemNos);
  const entries = new Map<string, CatalogueEntry>();
  let isFiltered = true;
  const pages = Math.ceil(requested.size / ITEMS_PER_PAGE);
  for (let pageNum = 1; pageNum <= pages && entries.size < requested.size; pageNum += 1) {
    const request = { ...merchant, pageNum, itemStatus: 'all', itemNos: [...requested] } as const;
    const reply = await api.batchQueryItemInfo(request, options);
    const list = findItemList(reply) ?? (reply.TotalCount === 0 ? [] : undefined);
    if (list === undefined || list.some(({ ItemNo }) => ItemNo === undefined)) {
      throw unreadable('expected a list of items');
    }
    for (const { ItemNo = '', ...info } of list) {
      if (requested.has(ItemNo)) entries.set(ItemNo, fromItemInfo(info));
      else isFiltered = false;
    }
    if (list.length < ITEMS_PER_PAGE) break;
  }
  if (entries.size < requested.size && !isFiltered) throw unreadable('expected only the requested items');
  return entries;
}

function unreadable(problem: string): NotAnECPayReplyError {
  return new NotAnECPayReplyError('BatchQueryItemInfo', 'unexpectedData', [problem]);
}
