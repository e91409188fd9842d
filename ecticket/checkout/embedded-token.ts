import { z } from 'zod';
import { decrypt } from '../cipher.js';
import { redactMessage } from '../ecpay-message.js';
import { optionalText, text } from '../endpoints/reply-fields.js';
import { outcome } from '../endpoints/endpoint.js';
import { BusinessRefusalError } from '../errors/business-refusal-error.js';

import { DataRejectedError } from '../errors/data-rejected-error.js';
import { omitUndefined } from '../objects.js';
import type { MerchantPayment } from '../merchant.js';
import { embeddedDataIn, embeddedRequest, type EmbeddedRequest } from '../payments/embedded-message.js';
import type { PaymentKeyPair } from '../key-pair.js';
import { parseJson, parseReply } from '../reply.js';
import { taipeiMoment, taipeiText } from '../taipei-date.js';
import { parseCheckoutOrder, type CheckoutOrder } from './order-fields.js';

/** ECPay's endpoint for tokens. */
export const GET_TOKEN_BY_TRADE = { name: 'GetTokenbyTrade', path: '/Merchant/GetTokenbyTrade' } as const;

/** A request for a token, which is posted to `path` as JSON (developers.ecpay.com.tw/?p=9040). */
export interface EmbeddedTokenRequest {
  readonly path: string;
  readonly body: EmbeddedRequest;
}

/** A token with which ECPay's JavaScript shows the checkout on the merchant's page. */
export interface EmbeddedToken {
  readonly token: string;
  /** ISO 8601 with offset +08:00. */
  readonly expiresAt?: string;
}

/**
 * Creates the request for the token of an order, without sending it. The checkout accepts one-time payment by credit
 * card (`ChoosePaymentList` 1, no instalments) and does not store the card.
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
 * Reads the token from ECPay's reply.
 *
 * @throws NotAnECPayReplyError, EnvelopeRefusedError, DataRejectedError, BusinessRefusalError
 */
export function readEmbeddedToken(body: string, { keys }: MerchantPayment): EmbeddedToken {
  const context = { endpoint: GET_TOKEN_BY_TRADE.name };
  const data = decryptJson(embeddedDataIn(parseJson(body, context), context.endpoint), keys);
  const { RtnCode, RtnMsg = '' } = parseReply(outcome, data, context, 'unexpectedData');
  if (RtnCode !== 1) throw new BusinessRefusalError(context.endpoint, RtnCode, redactMessage(RtnMsg, undefined));
  const { Token, TokenExpireDate = '' } = parseReply(reply, data, context, 'unexpectedData');
  return omitUndefined({ token: Token, expiresAt: taipeiMoment(TokenExpireDate) });
}

/** Decrypts with the first key pair that yields JSON, because Data has no checksum. */
function decryptJson(data: string, keys: readonly PaymentKeyPair[]): unknown {
  for (const pair of keys) {
    try {
      return JSON.parse(decrypt(data, pair));
    } catch (error) {
      if (!(error instanceof DataRejectedError || error instanceof SyntaxError)) throw error;
    }
  }
  throw new DataRejectedError('notDecryptable');
}
