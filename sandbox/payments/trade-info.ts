import { moment } from '../time/taipei.js';
import { aioCheckMacValue } from './aio-check-mac-value.js';
import { extraFields, repeatedFields } from './aio.js';
import type { KnownPayment } from './payment-book.js';
import type { PaymentMerchant } from './payment-merchant.js';
import { PAYMENT_TYPES } from './payment-method.js';

/**
 * What QueryTradeInfo answers about a number, in the order of the real one (developers.ecpay.com.tw/?p=2890), signed.
 * `known` is undefined for a number that nobody has used.
 */
export function tradeInfo(
  merchantTradeNo: string,
  known: KnownPayment | undefined,
  merchant: PaymentMerchant,
): Readonly<Record<string, string>> {
  const fields = known ? knownTrade(known, merchant) : unknownTrade(merchantTradeNo, merchant);
  return { ...fields, CheckMacValue: aioCheckMacValue(fields, merchant) };
}

function knownTrade({ payment, isPaid }: KnownPayment, { merchantId }: PaymentMerchant) {
  const { StoreID = '', ...customFields } = repeatedFields(payment);
  return {
    ...customFields,
    HandlingCharge: '0',
    ItemName: payment.itemName,
    MerchantID: merchantId,
    MerchantTradeNo: payment.merchantTradeNo,
    PaymentDate: isPaid ? moment(payment.at) : '',
    PaymentType: PAYMENT_TYPES[payment.method].aio,
    PaymentTypeChargeFee: '0',
    StoreID,
    TradeAmt: String(payment.amount),
    TradeDate: moment(payment.orderedAt),
    TradeNo: payment.tradeNo,
    TradeStatus: statusOf(payment, isPaid),
    ...(isPaid && extraFields(payment)),
  };
}

/** 0 an order that is not paid (yet), 1 a paid one, 10200095 one whose payment has failed. */
function statusOf({ outcome }: KnownPayment['payment'], isPaid: boolean): string {
  if (isPaid) return '1';
  return outcome === 'refused' ? '10200095' : '0';
}

/** Less is told of it. The code is not in ECPay's pages, but the one that merchants see. */
function unknownTrade(merchantTradeNo: string, { merchantId }: PaymentMerchant) {
  return {
    HandlingCharge: '0',
    ItemName: '',
    MerchantID: merchantId,
    MerchantTradeNo: merchantTradeNo,
    PaymentDate: '',
    PaymentType: '',
    PaymentTypeChargeFee: '0',
    TradeAmt: '0',
    TradeDate: '',
    TradeNo: '',
    TradeStatus: '10200047',
  };
}
