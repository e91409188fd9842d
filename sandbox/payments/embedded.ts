import { HashKeyPair } from '../../ecticket/index.js';
import type { EncryptData } from '../protocol/encrypt-data.js';
import { formatDateTime } from '../time/taipei.js';
import type { PaymentMerchant } from './payment-merchant.js';
import { installmentsOf, type Payment, PAYMENT_TYPES, PERIOD, REFUSED } from './payment.js';

/** An envelope of the embedded checkout: encrypted Data without a CheckMacValue. */
export interface EmbeddedEnvelope {
  readonly MerchantID: string;
  readonly RpHeader: { readonly Timestamp: number };
  readonly TransCode: number;
  readonly TransMsg: string;
  readonly Data: string | null;
}

/** Returns an envelope with encrypted Data (developers.ecpay.com.tw/?p=9058). */
export function embeddedEnvelope(
  data: object,
  { merchantId, hashKey, hashIv }: PaymentMerchant,
  encryptData: EncryptData,
): EmbeddedEnvelope {
  return {
    MerchantID: merchantId,
    RpHeader: { Timestamp: Math.floor(Date.now() / 1000) },
    TransCode: 1,
    TransMsg: 'Success',
    Data: encryptData(data, new HashKeyPair(hashKey, hashIv)).Data,
  };
}

/** Returns the Data of the notification to ReturnURL (developers.ecpay.com.tw/?p=9058, ?p=22940). */
export function embeddedNotification(payment: Payment, { merchantId }: PaymentMerchant): object {
  const refused = payment.outcome === 'refused';
  return {
    ...(refused ? REFUSED : { RtnCode: 1, RtnMsg: '付款成功' }),
    PlatformID: '',
    MerchantID: merchantId,
    // Only simulated payments have this field.
    ...(payment.outcome === 'simulated' && { SimulatePaid: 1 }),
    ...tradeOf(payment, !refused),
  };
}

/** Returns the order and its payment, as notifications and queries contain them. */
export function tradeOf(payment: Payment, isPaid: boolean): object {
  return {
    OrderInfo: {
      MerchantTradeNo: payment.merchantTradeNo,
      TradeNo: payment.tradeNo,
      TradeAmt: payment.amount,
      TradeDate: formatDateTime(payment.orderedAt),
      PaymentType: PAYMENT_TYPES[payment.method].embedded,
      PaymentDate: isPaid ? formatDateTime(payment.at) : '',
      ChargeFee: 0,
      TradeStatus: isPaid ? '1' : '0',
    },
    ...(isPaid && methodInfo(payment)),
  };
}

/**
 * Returns the details of the method. The names are from public SDKs. Which of them ECPay sends per method is the
 * sandbox's choice.
 */
function methodInfo(payment: Payment): object {
  switch (payment.method) {
    case 'credit':
    case 'installment':
    case 'periodic':
      return { CardInfo: cardInfo(payment) };
    case 'atm':
    case 'webAtm':
      return { ATMInfo: { ATMAccBank: '812', ATMAccNo: '12345' } };
    case 'cvs':
      return { CVSInfo: { PayFrom: 'family', PaymentNo: 'LLL22251222222' } };
    case 'barcode':
      return { BarcodeInfo: { PayFrom: 'family' } };
    case 'twqr':
    case 'bnpl':
      return {};
  }
}

function cardInfo({ method, amount, at }: Payment): object {
  const { stage, first, each } = method === 'installment' ? installmentsOf(amount) : { stage: 0, first: 0, each: 0 };
  return {
    AuthCode: '777777',
    Gwsr: 10735183,
    ProcessDate: formatDateTime(at),
    Amount: amount,
    Stage: stage,
    Stast: first,
    Staed: each,
    Eci: 0,
    Card6No: '431195',
    Card4No: '2222',
    ...(method === 'periodic' && {
      PeriodType: PERIOD.type,
      Frequency: PERIOD.frequency,
      ExecTimes: PERIOD.times,
      PeriodAmount: amount,
      TotalSuccessTimes: 1,
      TotalSuccessAmount: amount,
    }),
  };
}
