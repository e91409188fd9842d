/** The endpoints of the item catalogue: QueryItemInfo and BatchQueryItemInfo. */
import { z } from 'zod';
import { itemNo, merchantId } from '../issue-rules/fields.js';
import { outcome, samePath, type Endpoint } from './endpoint.js';
import { optionalText, optionalWholeNumber } from './reply-fields.js';
import { pageNum } from './request-fields.js';

/**
 * An item in the replies. Its field names are not public: this package assumes the names that ECPay's other pages
 * have for the same values. Unreadable fields count as absent, and all other fields pass through.
 */
const itemInfoFields = {
  ItemNo: optionalText.catch(undefined),
  ItemName: optionalText.catch(undefined),
  /** Face value, NT$. */
  TicketPrice: optionalWholeNumber.catch(undefined),
  /** 1 pickup voucher, 2 gift voucher. */
  TicketType: optionalText.catch(undefined),
  /** 0 off sale, 1 on sale. */
  ItemStatus: optionalText.catch(undefined),
};

const itemInfo = z.looseObject(itemInfoFields);

export type ItemInfo = z.infer<typeof itemInfo>;

const itemInfoData = z.strictObject({ MerchantID: merchantId, ItemNo: itemNo });
const itemInfoReply = outcome.extend(itemInfoFields);

export type ItemInfoData = z.infer<typeof itemInfoData>;
export type ItemInfoReply = z.infer<typeof itemInfoReply>;

/** Queries one item (developers.ecpay.com.tw/?p=32184). */
export const queryItemInfo: Endpoint<ItemInfoData, ItemInfoReply> = {
  name: 'QueryItemInfo',
  path: samePath('QueryItemInfo'),
  request: itemInfoData,
  reply: itemInfoReply,
};

/** 20 items per page. ItemStatus: 0 off sale, 1 on sale, 2 all. Without ItemList, the reply lists every item. */
const batchItemInfoData = z.strictObject({
  MerchantID: merchantId,
  PageNum: pageNum,
  ItemStatus: z.enum(['0', '1', '2'], 'The status selects items off sale, on sale, or all.'),
  ItemList: z.array(z.strictObject({ ItemNo: itemNo })).exactOptional(),
});

/** The names of the list and of its fields are not public, so they pass through: see {@link findItemList}. */
const batchItemInfoReply = outcome.extend({ TotalCount: optionalWholeNumber });

export type BatchItemInfoData = z.infer<typeof batchItemInfoData>;
export type BatchItemInfoReply = z.infer<typeof batchItemInfoReply>;

/** Queries one page of the catalogue (developers.ecpay.com.tw/?p=29951). */
export const batchQueryItemInfo: Endpoint<BatchItemInfoData, BatchItemInfoReply> = {
  name: 'BatchQueryItemInfo',
  path: samePath('BatchQueryItemInfo'),
  request: batchItemInfoData,
  reply: batchItemInfoReply,
};

/**
 * Finds the list of items in a reply of BatchQueryItemInfo. This package assumes ItemList, the name of the list in
 * the request, and otherwise the first list whose entries look like items.
 */
export function findItemList(reply: Readonly<Record<string, unknown>>): ItemInfo[] | undefined {
  const list = z.array(itemInfo);
  const isItemList = (value: unknown) => Array.isArray(value) && list.safeParse(value).success;
  const found = isItemList(reply['ItemList']) ? reply['ItemList'] : Object.values(reply).find(isItemList);
  return found === undefined ? undefined : list.parse(found);
}
