import { z } from 'zod';
import { merchantId } from '../issue-rules/fields.js';
import { samePath, type Endpoint } from './endpoint.js';
import { outcome, type Outcome } from './outcome.js';

const request = z.strictObject({ MerchantID: merchantId });

export type EscrowDayData = z.infer<typeof request>;

/** For how many days a merchant's money is kept (developers.ecpay.com.tw/?p=29941). Its reply's names are not public. */
export const escrowDay: Endpoint<EscrowDayData, Outcome> = {
  name: 'EscrowDay',
  path: samePath('EscrowDay'),
  request,
  reply: outcome,
};
