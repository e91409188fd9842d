import { moment } from '../time/taipei.js';
import { aioCheckMacValue } from './aio-check-mac-value.js';
import type { PaymentMerchant } from './payment-merchant.js';
import type { Payment } from './payment.js';

/** Its characters are there on purpose: a form that encodes nothing is misread at them, and its checksum then fails. */
const ITEM_NAME = '票券 2+1 (10% off)';

/**
 * What QueryTradeInfo answers about a number under which these `payments` were made, in the order of the real one
 * (developers.ecpay.com.tw/?p=2890), signed. `now` in ms since the epoch.
 *
 * A number is paid for once: the first payment that is booked stands. A payment not booked yet is not paid, as with a bank
 * that has not answered ECPay. Nor is a simulated one ever, since nobody has paid: ECPay's pages do not say, a choice.
 */
export function tradeInfo(
  merchantTradeNo: string,
  payments: readonly Payment[],
  merchant: PaymentMerchant,
  now: number,
): Readonly<Record<string, string>> {
  const paid = payments.find(({ simulated, bookedAt }) => !simulated && bookedAt <= now);
  const trade = paid ?? payments[0];
  const fields = trade ? knownTrade(trade, paid !== undefined, merchant) : unknownTrade(merchantTradeNo, merchant);
  return { ...fields, CheckMacValue: aioCheckMacValue(fields, merchant) };
}

function knownTrade(trade: Payment, isPaid: boolean, { merchantId }: PaymentMerchant) {
  return {
    CustomField1: '',
    CustomField2: '',
    CustomField3: '',
    CustomField4: '',
    HandlingCharge: '0',
    ItemName: ITEM_NAME,
    MerchantID: merchantId,
    MerchantTradeNo: trade.merchantTradeNo,
    PaymentDate: isPaid ? moment(trade.paidAt) : '',
    PaymentType: 'Credit_CreditCard',
    PaymentTypeChargeFee: '0',
    StoreID: '',
    TradeAmt: String(trade.amount),
    TradeDate: moment(trade.paidAt),
    TradeNo: trade.tradeNo,
    TradeStatus: isPaid ? '1' : '0',
  };
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
