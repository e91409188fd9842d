import { z } from 'zod';
import { itemNo, merchantId } from '../issue-rules/fields.js';
import { samePath, type Endpoint } from './endpoint.js';
import { optionalWholeNumber } from './lenient.js';
import { outcome } from './outcome.js';
import { pageNum } from './request-fields.js';

/** 20 products a page. ItemStatus: 0 off sale, 1 on sale, 2 all. Without ItemList, every product. */
const request = z.strictObject({
  MerchantID: merchantId,
  PageNum: pageNum,
  ItemStatus: z.enum(['0', '1', '2'], 'Products are asked for that are off sale, on sale, or all.'),
  ItemList: z.array(z.strictObject({ ItemNo: itemNo })).exactOptional(),
});

/** How the list and its products are named is not public: they pass through, see `itemListIn`. */
const reply = outcome.extend({ TotalCount: optionalWholeNumber });

export type BatchItemInfoData = z.infer<typeof request>;
export type BatchItemInfoReply = z.infer<typeof reply>;

/** The catalogue, page by page (developers.ecpay.com.tw/?p=29951). */
export const batchQueryItemInfo: Endpoint<BatchItemInfoData, BatchItemInfoReply> = {
  name: 'BatchQueryItemInfo',
  path: samePath('BatchQueryItemInfo'),
  request,
  reply,
};
