import { z } from 'zod';
import { decrypt } from '../cipher.js';
import { ecpayMessage } from '../ecpay-message.js';
import { optionalText, text } from '../endpoints/reply-fields.js';
import { outcome } from '../endpoints/endpoint.js';
import { BusinessRefusalError } from '../errors/business-refusal-error.js';
import { NotAnECPayReplyError } from '../errors/not-an-ecpay-reply-error.js';
import { DataRejectedError } from '../errors/data-rejected-error.js';
import { omitUndefined } from '../objects.js';
import type { MerchantPayment } from '../merchant.js';
import { embeddedDataIn, embeddedRequest, type EmbeddedRequest } from '../payments/embedded-envelope.js';
import type { PaymentKeyPair } from '../key-pair.js';
import { parse } from '../reply.js';
import { taipeiMoment, taipeiText } from '../taipei-date.js';
import { parseCheckoutOrder, type CheckoutOrder } from './order-fields.js';

/** Its name in errors, and where it is on ECPay's host. */
export const GET_TOKEN_BY_TRADE = { name: 'GetTokenbyTrade', path: '/Merchant/GetTokenbyTrade' } as const;

/** What is posted to `path` as JSON (developers.ecpay.com.tw/?p=9040). */
export interface EmbeddedTokenRequest {
  readonly path: string;
  readonly body: EmbeddedRequest;
}

/** What ECPay's JavaScript on the merchant's page shows the checkout with. */
export interface EmbeddedToken {
  readonly token: string;
  /** ISO 8601 with its offset, +08:00. */
  readonly expiresAt?: string;
}

/**
 * The request for the token of one order, before it is posted. It offers a credit card that is charged once and not
 * remembered: no instalments (`ChoosePaymentList` 1).
 *
 * @throws InvalidRequestError with every violation.
 */
export function embeddedTokenRequest(
  order: CheckoutOrder,
  { payment, now }: { readonly payment: MerchantPayment; readonly now: number },
): EmbeddedTokenRequest {
  const checked = parseCheckoutOrder(order, GET_TOKEN_BY_TRADE.name);
  const data = {
    MerchantID: payment.merchantId,
    RememberCard: 0,
    PaymentUIType: 2,
    ChoosePaymentList: '1',
    OrderInfo: {
      MerchantTradeDate: taipeiText(now),
      MerchantTradeNo: checked.merchantTradeNo,
      TotalAmount: checked.amount,
      ReturnURL: checked.returnUrl,
      TradeDesc: checked.description,
      ItemName: checked.items.join('#'),
    },
    CardInfo: omitUndefined({ OrderResultURL: checked.orderResultUrl }),
  };
  return { path: GET_TOKEN_BY_TRADE.path, body: embeddedRequest(data, payment, now) };
}

const reply = z.looseObject({ Token: text, TokenExpireDate: optionalText });

/**
 * The token in ECPay's answer.
 *
 * @throws NotAnECPayReplyError, EnvelopeRefusedError, DataRejectedError, BusinessRefusalError
 */
export function readEmbeddedToken(body: string, { keys }: MerchantPayment): EmbeddedToken {
  const asked = { endpoint: GET_TOKEN_BY_TRADE.name };
  const data = opened(embeddedDataIn(parseJson(body), asked.endpoint), keys);
  const { RtnCode, RtnMsg = '' } = parse(outcome, data, asked, 'unexpectedData');
  if (RtnCode !== 1) throw new BusinessRefusalError(asked.endpoint, RtnCode, ecpayMessage(RtnMsg, undefined));
  const { Token, TokenExpireDate = '' } = parse(reply, data, asked, 'unexpectedData');
  return omitUndefined({ token: Token, expiresAt: taipeiMoment(TokenExpireDate) });
}

/** By whichever key pair yields JSON: there is no checksum. */
function opened(data: string, keys: readonly PaymentKeyPair[]): unknown {
  for (const pair of keys) {
    try {
      return JSON.parse(decrypt(data, pair));
    } catch (error) {
      if (!(error instanceof DataRejectedError || error instanceof SyntaxError)) throw error;
    }
  }
  throw new DataRejectedError('notDecryptable');
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new NotAnECPayReplyError(GET_TOKEN_BY_TRADE.name, 'notJson');
  }
}
