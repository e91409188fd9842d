/** What ECPay and the merchant have signed, as a forger may have collected it. */
import fc from 'fast-check';
import type { Paid } from '../../../ecticket/index.js';
import { aioBody, embeddedBody, PAYMENT_MERCHANT } from '../../support/payment-notices.js';

/** What a payment is, to an order. AIO's checksum does not protect the case of the order's number. */
export function identityOf(paid: Pick<Paid, 'merchantTradeNo' | 'amount' | 'reference' | 'method'>): string {
  return JSON.stringify([paid.merchantTradeNo.toLowerCase(), paid.amount, paid.reference, paid.method]);
}

/** A signed message, and the payment that it reports, if any. */
export interface Signed<Body> {
  readonly body: Body;
  readonly payment: string | undefined;
}

type Fields = Readonly<Record<string, string>>;

const tradeNo = fc.constantFrom('cheap1', 'CHEAP2', 'SecCase1', 'A', '20230619');
const amount = fc.constantFrom('1', '30', '1360', '13600');
const reference = fc.integer({ min: 1, max: 10 ** 6 }).map((n) => `26112810${n}`);
/** What a customer with knowledge of the protocol may write. */
const hostileText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('', 'x', '早餐&午餐券', '50% & more', 'a=b&c=d') },
  {
    weight: 2,
    arbitrary: fc
      .array(
        fc.constantFrom(
          ...[
            'A',
            '&',
            '=',
            '%26',
            '%3D',
            '&RtnCode=1',
            '&rtncode=1',
            '&SimulatePaid=0',
            '&TradeAmt=1360',
            '&z=',
            '&amount=',
          ],
          ...[
            '&MerchantTradeNo=SecCase1',
            `&MerchantID=${PAYMENT_MERCHANT}`,
            '&TradeNo=7',
            '&PaymentType=Credit_CreditCard',
          ],
          ...[
            '&PaymentDate=2026/11/28 10:00:00',
            '&PaymentTypeChargeFee=0',
            '&RtnMsg=',
            '&StoreID=',
            '&TradeDate=',
            '&stage=3',
          ],
          ...['&CustomField1=', '&CustomField2=', '&CustomField3=', '&CustomField4='],
        ),
        { maxLength: 18 },
      )
      .map((pieces) => pieces.join('')),
  },
);
const whole =
  `A&CustomField1=&CustomField2=&CustomField3=&CustomField4=&MerchantID=${PAYMENT_MERCHANT}&` +
  'MerchantTradeNo=SecCase1&PaymentDate=2026/11/28 10:00:00&PaymentType=Credit_CreditCard&' +
  'PaymentTypeChargeFee=0&RtnCode=1&RtnMsg=&SimulatePaid=0&StoreID=&TradeAmt=1360&' +
  'TradeDate=2026/11/28 10:00:00&TradeNo=7&z=';

const extra = fc.constantFrom<Fields>(
  {},
  { stage: '0', amount: '', PeriodType: '', gwsr: '1' },
  { stage: '3', stast: '1', staed: '1' },
  { PeriodType: 'M', Frequency: '1', ExecTimes: '2' },
  { NewField: '1' },
);
/**
 * ECPay's notifications: paid, failed, simulated, by other methods, with the customer's text in the merchant's fields.
 */
export const notice = fc
  .record({
    tradeNo,
    amount,
    reference,
    extra,
    text: hostileText,
    other: hostileText,
    outcome: fc.constantFrom<Fields>(
      {},
      { RtnCode: '10100248', RtnMsg: '拒絕交易' },
      { SimulatePaid: '1' },
      { PaymentType: 'ATM_LAND' },
    ),
  })
  .map((parts): Signed<string> => {
    const { extra: added, outcome } = parts;
    const body = aioBody({
      ...added,
      MerchantTradeNo: parts.tradeNo,
      TradeAmt: parts.amount,
      TradeNo: parts.reference,
      CustomField1: parts.text,
      CustomField4: parts.other,
      ...outcome,
    });
    const isPaid = outcome['RtnCode'] === undefined && outcome['SimulatePaid'] === undefined;
    const isOnce = outcome['PaymentType'] === undefined && [undefined, '0'].includes(added['stage']);
    const payment = identityOf({
      merchantTradeNo: parts.tradeNo,
      amount: Number(parts.amount),
      reference: parts.reference,
      method: isOnce && !added['PeriodType'] ? 'creditOneTime' : 'other',
    });
    return { body, payment: isPaid ? payment : undefined };
  });
/** The form in the customer's browser, signed by the merchant. */
export const creationForm = fc
  .record({
    tradeNo,
    amount,
    item: fc.oneof(hostileText, fc.constant(whole)),
    description: hostileText,
    url: hostileText,
  })
  .map(({ tradeNo: number, amount: total, item, description, url }): Signed<string> => {
    const body = signed({
      ChoosePayment: 'ALL',
      EncryptType: '1',
      ItemName: item,
      MerchantID: PAYMENT_MERCHANT,
      MerchantTradeDate: '2026/11/28 10:00:00',
      MerchantTradeNo: number,
      OrderResultURL: `https://shop.example/?${url}`,
      PaymentType: 'aio',
      ReturnURL: 'https://shop.example/ecpay/payment/aio',
      TotalAmount: total,
      TradeDesc: description,
    });
    return { body, payment: undefined };
  });

/** Signs exactly these fields. */
function signed(fields: Fields): string {
  const others = Object.fromEntries([...new URLSearchParams(aioBody())].map(([name]) => [name, undefined]));
  return aioBody({ ...others, ...fields });
}

/** The embedded checkout's messages, with the customer's text in the merchant's field. */
export const message = fc
  .record({
    tradeNo,
    amount: amount.map(Number),
    reference,
    text: hostileText,
    outcome: fc.constantFrom<{ data?: object; orderInfo?: object }>(
      {},
      { orderInfo: { TradeStatus: '0' } },
      { data: { SimulatePaid: 1 } },
      { data: { RtnCode: 10100058 } },
      { data: { CardInfo: { Stage: 3 } } },
    ),
  })
  .map(({ tradeNo: merchantTradeNo, amount: total, reference: number, text, outcome }): Signed<{ Data: string }> => {
    const { data = {}, orderInfo } = outcome;
    const order = { MerchantTradeNo: merchantTradeNo, TradeAmt: total, TradeNo: number, ...orderInfo };
    const body = JSON.parse(embeddedBody({ data: { CustomField: text, ...data }, orderInfo: order })) as {
      Data: string;
    };
    const isPaid = orderInfo === undefined && !('SimulatePaid' in data) && !('RtnCode' in data);
    const method = 'CardInfo' in data ? 'other' : 'creditOneTime';
    const payment = identityOf({ merchantTradeNo, amount: total, reference: number, method });
    return { body, payment: isPaid ? payment : undefined };
  });
