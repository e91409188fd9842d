import { z } from 'zod';
import { merchantId, merchantTradeNo } from '../issue-rules/fields.js';
import { samePath, type Endpoint } from './endpoint.js';
import { optionalText, optionalWholeNumber } from './lenient.js';
import { outcome } from './outcome.js';

/** Orders with pickup vouchers only: a gift voucher has no money to give back. */
const request = z.strictObject({ MerchantID: merchantId, MerchantTradeNo: merchantTradeNo });

/** NT$; an amount appears once the bank has confirmed. That these names are the refund callback's is our reading. */
const reply = outcome.extend({
  MerchantTradeNo: optionalText,
  TradeAmount: optionalWholeNumber,
  TotalRefundAmount: optionalWholeNumber,
});

export type RefundInfoData = z.infer<typeof request>;
export type RefundInfoReply = z.infer<typeof reply>;

/** What of an order's money went back (developers.ecpay.com.tw/?p=29971). */
export const queryRefundInfo: Endpoint<RefundInfoData, RefundInfoReply> = {
  name: 'QueryRefundInfo',
  path: samePath('QueryRefundInfo'),
  request,
  reply,
};
