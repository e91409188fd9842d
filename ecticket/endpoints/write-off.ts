import { z } from 'zod';
import { operator, merchantId, storeId } from '../issue-rules/fields.js';
import { samePath, type Endpoint } from './endpoint.js';
import { outcome, type Outcome } from './outcome.js';
import { cancelReason, writeOffNo } from './request-fields.js';

/** Action: 1 redeem, 2 cancel the redemption. */
const request = z.strictObject({
  MerchantID: merchantId,
  WriteOffNo: writeOffNo,
  Action: z.enum(['1', '2'], 'A redemption is made or cancelled.'),
  CancelReason: cancelReason.exactOptional(),
  StoreID: storeId.exactOptional(),
  Operator: operator.exactOptional(),
});

export type WriteOffData = z.infer<typeof request>;

/** Redeems a ticket, or cancels its redemption (developers.ecpay.com.tw/?p=32164). */
export const writeOff: Endpoint<WriteOffData, Outcome> = {
  name: 'WriteOff',
  path: samePath('WriteOff'),
  request,
  reply: outcome,
};
