import { z } from 'zod';
import { samePath, type Endpoint } from './endpoint.js';
import { optionalText, wholeNumber } from './lenient.js';
import { outcome } from './outcome.js';
import { byTradeNumber } from './request-fields.js';

const request = byTradeNumber({});

/** Status: 1 issued, 2 failed, 3 processing. */
const reply = outcome.extend({
  MerchantTradeNo: optionalText,
  FreeTradeNo: optionalText,
  Status: wholeNumber.pipe(z.literal([1, 2, 3])),
  Remark: optionalText,
});

/** Data that names an order by exactly one of its two numbers. */
export type TradeNumberData = z.infer<typeof request>;
export type IssueResultReply = z.infer<typeof reply>;

/** Whether an order's tickets have come into being (developers.ecpay.com.tw/?p=32186). */
export const queryIssueResult: Endpoint<TradeNumberData, IssueResultReply> = {
  name: 'QueryIssueResult',
  path: samePath('QueryIssueResult'),
  request,
  reply,
};
