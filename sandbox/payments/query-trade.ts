import type { EmbeddedEndpoint } from './embedded-request.js';
import { tradeOf } from './embedded.js';

/**
 * The embedded checkout's own query (developers.ecpay.com.tw/?p=45927, ?p=22809), in the names of its notification. That
 * it also knows what AIO took, and how it says that it does not know a number, are choices.
 */
export const queryTrade: EmbeddedEndpoint = {
  path: '/1.0.0/Cashier/QueryTrade',
  answer({ merchant, data }, { payments, clock }) {
    const { MerchantTradeNo } = data;
    if (typeof MerchantTradeNo !== 'string' || MerchantTradeNo === '') {
      return { RtnCode: 5000220, RtnMsg: 'The parameter [MerchantTradeNo] is required.' };
    }
    const known = payments.known(merchant.merchantId, MerchantTradeNo, clock.now());
    if (known === undefined) return { RtnCode: 10200047, RtnMsg: '查無此訂單 (No such order)' };
    const head = { RtnCode: 1, RtnMsg: 'Success', PlatformID: '', MerchantID: merchant.merchantId };
    return { ...head, ...tradeOf(known.payment, known.isPaid) };
  },
};
