/** A merchant's checkouts, and a customer's requests to them without a browser. */
import {
  CheckoutApi,
  MerchantRegistry,
  PaymentApi,
  STAGE_MERCHANTS,
  type CheckoutForm,
  type TradeResult,
} from '../../../../ecticket/index.js';
import { aioCheckMacValue } from '../../../../sandbox/index.js';
import { STAGE_PAYMENT_MERCHANT } from '../../../../sandbox/payments/payment-merchant.js';
import { ISSUE_ONLY, newTradeNo, startParts, type Parts } from './parts.js';
import { answerText, startReceiver, type Receiver } from './receiver.js';

type Fields = Readonly<Record<string, string>>;

type Order = Parameters<CheckoutApi['aioForm']>[0];

export interface Checkout {
  readonly parts: Parts;
  /** Answers `1|OK`. */
  readonly receiver: Receiver;
  readonly api: CheckoutApi;
  readonly order: (changes?: Partial<Order>) => Order;
  readonly aioForm: (changes?: Partial<Order>) => Promise<CheckoutForm>;
  /** Queries a trade number with QueryTradeInfo. */
  readonly trade: (merchantTradeNo: string | undefined) => Promise<TradeResult>;
  readonly close: () => Promise<void>;
}

export async function startCheckout(): Promise<Checkout> {
  const [parts, receiver] = await Promise.all([startParts(), startReceiver()]);
  receiver.answerWith(answerText(200, '1|OK'));
  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  const api = new CheckoutApi({ merchants, aioUrl: parts.url, embeddedUrl: parts.url });
  const payments = new PaymentApi({ merchants, baseUrl: parts.url });
  const order: Checkout['order'] = (changes = {}) => ({
    ...{ merchantId: ISSUE_ONLY, merchantTradeNo: newTradeNo(), amount: 1_360, description: '電子票券' },
    items: ['雙人下午茶券 x 2'],
    returnUrl: `${receiver.url}/ecpay/payment/aio`,
    ...changes,
  });
  return {
    ...{ parts, receiver, api, order },
    aioForm: (changes) => api.aioForm(order(changes)),
    trade: (merchantTradeNo = '') => payments.queryTrade({ merchantId: ISSUE_ONLY, merchantTradeNo }),
    close: async () => {
      api.close();
      payments.close();
      await Promise.all([parts.close(), receiver.close()]);
    },
  };
}

export const post = (url: string, fields: Fields): Promise<Response> =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

/** Posts a merchant's form, with some fields modified by the customer. */
export const open = ({ action, fields }: CheckoutForm, changes: Fields = {}): Promise<Response> =>
  post(action, { ...fields, ...changes });

/** Returns the form with other fields, signed again by the merchant. */
export function signedWith({ action, fields }: CheckoutForm, changes: Fields): CheckoutForm {
  const changed = { ...fields, ...changes };
  return { action, fields: { ...changed, CheckMacValue: aioCheckMacValue(changed, STAGE_PAYMENT_MERCHANT) } };
}

/** Returns the address of the page's form. */
export const actionIn = (html: string): string => /<form method="post" action="([^"]+)"/.exec(html)?.[1] ?? '';

/** Returns the hidden fields of the page's form. */
export function fieldsIn(html: string): Fields {
  const inputs = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
  return Object.fromEntries(inputs.map(([, name = '', value = '']) => [name, textOf(value)]));
}

/** Returns the visible text of a page in one line. */
export const textOf = (html: string): string =>
  html
    .replaceAll(/<style>[^<]*<\/style>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replaceAll(/\s+/g, ' ')
    .trim();
