import { z } from 'zod';
import { itemNo, merchantId } from '../issue-rules/fields.js';
import { samePath, type Endpoint } from './endpoint.js';
import { outcome, type Outcome } from './outcome.js';

const request = z.strictObject({ MerchantID: merchantId, ItemNo: itemNo });

export type ItemInfoData = z.infer<typeof request>;

/** A product of the catalogue (developers.ecpay.com.tw/?p=32184). The names of its reply are not public: they pass through. */
export const queryItemInfo: Endpoint<ItemInfoData, Outcome> = {
  name: 'QueryItemInfo',
  path: samePath('QueryItemInfo'),
  request,
  reply: outcome,
};
