import { z } from 'zod';
import type { EmbeddedEndpoint } from '../payments/embedded-request.js';
import { tradeOf } from '../payments/embedded.js';
import type { PaymentMethod } from '../payments/payment.js';
import { formatDateTime } from '../time/taipei.js';
import { openSession } from './sessions.js';

const text = z.string().min(1);
const url = z.url({ protocol: /^https?$/ });

/** The fields that matter for the payment and its notifications. The amount may be a text. */
const request = z.object({
  RememberCard: z.literal([0, 1]),
  PaymentUIType: z.int(),
  ChoosePaymentList: text,
  OrderInfo: z.object({
    MerchantTradeDate: text,
    MerchantTradeNo: z.string().regex(/^[0-9A-Za-z]{1,20}$/),
    TotalAmount: z
      .union([z.int(), z.string().regex(/^\d+$/)])
      .transform(Number)
      .pipe(z.int().min(1).max(999_999_999)),
    ReturnURL: url,
    TradeDesc: text,
    ItemName: text,
  }),
  CardInfo: z.object({ OrderResultURL: url.optional() }).optional(),
  ConsumerInfo: z.record(z.string(), z.unknown()).optional(),
});

/** Methods by the first entry of ChoosePaymentList. All other values become a credit card. */
const METHODS: Readonly<Record<string, PaymentMethod>> = { 2: 'installment', 3: 'atm', 4: 'cvs', 5: 'barcode' };

/**
 * Creates the Token of an embedded checkout (developers.ecpay.com.tw/?p=9040). ECPay renders the checkout with
 * JavaScript on the merchant's page; the sandbox serves it as `/_sandbox/checkout/<Token>`. The code for a missing
 * parameter is what a public SDK has received from ECPay's stage. The same code for an invalid parameter is the
 * sandbox's choice.
 */
const getTokenByTrade: EmbeddedEndpoint = {
  path: '/Merchant/GetTokenbyTrade',
  answer({ merchant, data }, state) {
    const parsed = request.safeParse(data);
    if (!parsed.success) return refused(String(parsed.error.issues[0]?.path.at(-1)));
    const { OrderInfo, CardInfo, ConsumerInfo, RememberCard, ChoosePaymentList } = parsed.data;
    if (RememberCard === 1 && ConsumerInfo === undefined) return refused('ConsumerInfo');
    if (RememberCard === 1 && CardInfo?.OrderResultURL === undefined) return refused('OrderResultURL');
    const { MerchantTradeNo, TotalAmount, ItemName, ReturnURL } = OrderInfo;
    const method = METHODS[ChoosePaymentList.split(',')[0] ?? ''] ?? 'credit';
    const session = openSession(
      {
        order: { merchantTradeNo: MerchantTradeNo, amount: TotalAmount, itemName: ItemName, method },
        payee: { kind: 'embedded', merchant, notifyUrl: ReturnURL },
        orderResultUrl: CardInfo?.OrderResultURL,
        fingerprint: JSON.stringify(data),
      },
      state,
    );
    if (session === undefined) return { RtnCode: 5100011, RtnMsg: 'MerchantTradeNo 重複 (It has been used)' };
    return {
      ...{ RtnCode: 1, RtnMsg: 'Success', PlatformID: '', MerchantID: merchant.merchantId },
      ...{ Token: session.id, TokenExpireDate: formatDateTime(session.expiresAt) },
    };
  },
};

function refused(parameter: string) {
  return { RtnCode: 5100010, RtnMsg: `The parameter [${parameter}] cannot be empty` };
}

/**
 * Queries a payment (developers.ecpay.com.tw/?p=45927, ?p=22809), with the field names of the notification. That it
 * also finds AIO payments, and its code for an unknown number, are the sandbox's choices.
 */
const queryTrade: EmbeddedEndpoint = {
  path: '/1.0.0/Cashier/QueryTrade',
  answer({ merchant, data }, { payments, clock }) {
    const { MerchantTradeNo } = data;
    if (typeof MerchantTradeNo !== 'string' || MerchantTradeNo === '') {
      return { RtnCode: 5000220, RtnMsg: 'The parameter [MerchantTradeNo] is required.' };
    }
    const known = payments.find(merchant.merchantId, MerchantTradeNo, clock.now());
    if (known === undefined) return { RtnCode: 10200047, RtnMsg: '查無此訂單 (No such order)' };
    const head = { RtnCode: 1, RtnMsg: 'Success', PlatformID: '', MerchantID: merchant.merchantId };
    return { ...head, ...tradeOf(known.payment, known.isPaid) };
  },
};

/** The endpoints of the embedded checkout that the sandbox serves. */
export const EMBEDDED_ENDPOINTS: readonly EmbeddedEndpoint[] = [getTokenByTrade, queryTrade];
