/** Payment notifications as ECPay posts them to ReturnURL. */
import { aioCheckMacValue, encrypt, PaymentKeyPair, STAGE_PAYMENT } from '../../ecticket/index.js';

export const PAYMENT_MERCHANT = STAGE_PAYMENT.merchantId;
export const PAYMENT_KEYS = new PaymentKeyPair(STAGE_PAYMENT.keys[0].hashKey, STAGE_PAYMENT.keys[0].hashIv);

/** Every field that AIO sends. */
export const AIO = {
  CustomField1: '',
  CustomField2: '',
  CustomField3: '',
  CustomField4: '',
  MerchantID: PAYMENT_MERCHANT,
  MerchantTradeNo: 'CX202202221540568521',
  PaymentDate: '2026/05/18 14:30:00',
  PaymentType: 'Credit_CreditCard',
  PaymentTypeChargeFee: '10',
  RtnCode: '1',
  RtnMsg: '交易成功',
  SimulatePaid: '0',
  StoreID: '',
  TradeAmt: '1360',
  TradeDate: '2026/05/18 14:29:00',
  TradeNo: '2605181430000001',
};

/** A signed AIO notification as a form; undefined fields are left out. */
export function aioBody(changes: Readonly<Record<string, string | undefined>> = {}, keys = PAYMENT_KEYS): string {
  const wanted: Readonly<Record<string, string | undefined>> = { ...AIO, ...changes };
  const fields = Object.fromEntries(
    Object.entries(wanted).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
  return new URLSearchParams({ ...fields, CheckMacValue: aioCheckMacValue(fields, keys) }).toString();
}

const ORDER_INFO = {
  MerchantTradeNo: 'CX202202221540568521',
  TradeNo: '2605181430000001',
  TradeAmt: 1360,
  TradeDate: '2026/05/18 14:29:00',
  PaymentType: 'Credit',
  PaymentDate: '2026/05/18 14:30:00',
  ChargeFee: 10,
  TradeStatus: '1',
};

/** A notification of the embedded checkout: JSON with encrypted Data. */
export function embeddedBody(
  changes: { data?: object; orderInfo?: object; envelope?: object } = {},
  keys = PAYMENT_KEYS,
): string {
  const data = {
    RtnCode: 1,
    RtnMsg: '付款成功',
    PlatformID: '',
    MerchantID: PAYMENT_MERCHANT,
    OrderInfo: { ...ORDER_INFO, ...changes.orderInfo },
    CardInfo: { Card6No: '431195', Card4No: '2222' },
    ...changes.data,
  };
  return JSON.stringify({
    MerchantID: PAYMENT_MERCHANT,
    RpHeader: { Timestamp: 1_779_085_800 },
    TransCode: 1,
    TransMsg: 'Success',
    Data: encrypt(JSON.stringify(data), keys),
    ...changes.envelope,
  });
}
