import { formatDateTime } from '../time/taipei.js';
import { aioCheckMacValue } from './aio-check-mac-value.js';
import type { PaymentMerchant } from './payment-merchant.js';
import { installmentsOf, type Payment, PAYMENT_TYPES, PERIOD, REFUSED, REPEATED_FIELDS } from './payment.js';

type Form = Readonly<Record<string, string>>;

/**
 * Returns the form that AIO posts to ReturnURL and OrderResultURL (developers.ecpay.com.tw/?p=2878). Every value is a
 * text.
 */
export function aioNotification(payment: Payment, merchant: PaymentMerchant): Form {
  const result = payment.outcome === 'refused' ? REFUSED : { RtnCode: 1, RtnMsg: '交易成功' };
  const fields = {
    ...repeatedFields(payment),
    MerchantID: merchant.merchantId,
    MerchantTradeNo: payment.merchantTradeNo,
    PaymentDate: formatDateTime(payment.at),
    PaymentType: PAYMENT_TYPES[payment.method].aio,
    PaymentTypeChargeFee: '0',
    ...result,
    RtnCode: String(result.RtnCode),
    SimulatePaid: payment.outcome === 'simulated' ? '1' : '0',
    TradeAmt: String(payment.amount),
    TradeDate: formatDateTime(payment.orderedAt),
    TradeNo: payment.tradeNo,
    ...methodFields(payment),
  };
  return { ...fields, CheckMacValue: aioCheckMacValue(fields, merchant) };
}

/** Returns StoreID and the custom fields of the order. Missing ones are empty. */
export function repeatedFields({ repeated }: Payment): Form {
  return Object.fromEntries(REPEATED_FIELDS.map((field) => [field, repeated[field] ?? '']));
}

/** Returns the fields of instalments and of periodic payments (developers.ecpay.com.tw/?p=5675, ?p=2868). */
export function methodFields({ method, amount }: Payment): Form {
  switch (method) {
    case 'installment': {
      const { stage, first, each } = installmentsOf(amount);
      return { stage: String(stage), stast: String(first), staed: String(each) };
    }
    case 'periodic':
      return {
        PeriodType: PERIOD.type,
        Frequency: String(PERIOD.frequency),
        ExecTimes: String(PERIOD.times),
        PeriodAmount: String(amount),
        TotalSuccessTimes: '1',
        TotalSuccessAmount: String(amount),
      };
    default:
      return {};
  }
}
