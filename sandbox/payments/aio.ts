import { moment } from '../time/taipei.js';
import { aioCheckMacValue } from './aio-check-mac-value.js';
import type { PaymentMerchant } from './payment-merchant.js';
import type { Payment } from './payment.js';

/** The form that AIO posts to ReturnURL (developers.ecpay.com.tw/?p=2878). Every value is a text. */
export function aioNotification(payment: Payment, merchant: PaymentMerchant): URLSearchParams {
  const fields = {
    CustomField1: '',
    CustomField2: '',
    CustomField3: '',
    CustomField4: '',
    MerchantID: merchant.merchantId,
    MerchantTradeNo: payment.merchantTradeNo,
    PaymentDate: moment(payment.paidAt),
    PaymentType: 'Credit_CreditCard',
    PaymentTypeChargeFee: '0',
    RtnCode: '1',
    RtnMsg: '交易成功',
    SimulatePaid: payment.simulated ? '1' : '0',
    StoreID: '',
    TradeAmt: String(payment.amount),
    TradeDate: moment(payment.paidAt),
    TradeNo: payment.tradeNo,
  };
  return new URLSearchParams({ ...fields, CheckMacValue: aioCheckMacValue(fields, merchant) });
}
