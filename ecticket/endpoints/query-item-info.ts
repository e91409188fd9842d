import { z } from 'zod';
import { itemNo, merchantId } from '../issue-rules/fields.js';
import { samePath, type Endpoint } from './endpoint.js';
import { itemInfoFields } from './item-info.js';
import { outcome } from './outcome.js';

const request = z.strictObject({ MerchantID: merchantId, ItemNo: itemNo });

const reply = outcome.extend(itemInfoFields);

export type ItemInfoData = z.infer<typeof request>;
export type ItemInfoReply = z.infer<typeof reply>;

/** A product of the catalogue (developers.ecpay.com.tw/?p=32184). */
export const queryItemInfo: Endpoint<ItemInfoData, ItemInfoReply> = {
  name: 'QueryItemInfo',
  path: samePath('QueryItemInfo'),
  request,
  reply,
};
