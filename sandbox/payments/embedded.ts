import { encrypt, HashKeyPair } from '../../ecticket/index.js';
import { moment } from '../time/taipei.js';
import type { PaymentMerchant } from './payment-merchant.js';
import type { Payment } from './payment.js';

/** What the embedded checkout posts to ReturnURL (developers.ecpay.com.tw/?p=9058): sealed Data, no CheckMacValue. */
export function embeddedNotification(payment: Payment, merchant: PaymentMerchant) {
  const data = {
    RtnCode: 1,
    RtnMsg: '付款成功',
    MerchantID: merchant.merchantId,
    // There for a simulated payment only.
    ...(payment.simulated && { SimulatePaid: 1 }),
    OrderInfo: {
      MerchantTradeNo: payment.merchantTradeNo,
      TradeNo: payment.tradeNo,
      TradeAmt: payment.amount,
      TradeDate: moment(payment.paidAt),
      PaymentType: 'Credit',
      PaymentDate: moment(payment.paidAt),
      ChargeFee: 0,
      TradeStatus: '1',
    },
  };
  return {
    MerchantID: merchant.merchantId,
    RpHeader: { Timestamp: Math.floor(Date.now() / 1000) },
    TransCode: 1,
    TransMsg: 'Success',
    Data: encrypt(JSON.stringify(data), new HashKeyPair(merchant.hashKey, merchant.hashIv)),
  };
}
