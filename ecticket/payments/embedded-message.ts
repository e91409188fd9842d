/** Messages of the embedded checkout: the envelope, and Data without a CheckMacValue. */
import { z } from 'zod';
import { DATA_LIMITS, decryptFully, encrypt } from '../cipher.js';
import { redactMessage } from '../ecpay-message.js';
import { outcome } from '../endpoints/endpoint.js';
import { optionalText, optionalWholeNumber, text, wholeNumber } from '../endpoints/reply-fields.js';
import { unixSeconds } from '../envelope.js';
import { DataRejectedError } from '../errors/data-rejected-error.js';
import { EnvelopeRefusedError } from '../errors/envelope-refused-error.js';
import type { PaymentKeyPair } from '../key-pair.js';
import type { MerchantPayment } from '../merchant.js';
import { isRecord } from '../objects.js';
import { parseReply } from '../reply.js';
import { encodingNeutralJson } from '../signed-data.js';
import { paidBy, type PaidBy } from './payment-method.js';
import { matchesTradeAmount, toProblems, TRADE_NO } from './payment-notice.js';

type Data = Readonly<Record<string, unknown>>;

/** A request to the embedded checkout, posted as JSON (developers.ecpay.com.tw/?p=9040, ?p=9083). */
export interface EmbeddedRequest {
  readonly MerchantID: string;
  readonly RqHeader: { readonly Timestamp: number };
  readonly Data: string;
}

/** Encrypts a request with the merchant's newest key. `now` in milliseconds since the epoch. */
export function embeddedRequest(data: object, { merchantId, keys }: MerchantPayment, now: number): EmbeddedRequest {
  return {
    MerchantID: merchantId,
    RqHeader: { Timestamp: unixSeconds(now) },
    Data: encrypt(encodingNeutralJson(data), keys[0]),
  };
}

const replyEnvelope = z.looseObject({ TransCode: wholeNumber, TransMsg: optionalText, Data: optionalText });

/**
 * Returns the Data of a reply, still encrypted.
 *
 * @param requestData Data of the request, which ECPay's message may quote
 * @throws NotAnECPayReplyError, EnvelopeRefusedError
 */
export function embeddedDataIn(reply: unknown, endpoint: string, requestData?: object): string {
  const { TransCode, TransMsg = '', Data = '' } = parseReply(replyEnvelope, reply, { endpoint }, 'notAnEnvelope');
  if (TransCode !== 1) throw new EnvelopeRefusedError(endpoint, TransCode, redactMessage(TransMsg, requestData));
  return Data;
}

/**
 * Decrypts and checks Data without a checksum. Only the encryption indicates the sender. CBC lets an attacker cut, join
 * and change blocks, and each change garbles one block. Therefore Data must be URL-encoded exactly as a known encoder
 * does it, must be a JSON object without repeated names, and must contain `merchantId`.
 *
 * Takes the same time, whichever check fails.
 *
 * @param context `isReply`: Data answers this package's own request and may omit MerchantID
 * @throws DataRejectedError
 */
export function decryptEmbedded(
  data: string,
  keys: readonly PaymentKeyPair[],
  { merchantId, isReply = false }: { readonly merchantId: string; readonly isReply?: boolean },
): Data {
  const results = keys.map((pair) => {
    const { decoded, isPadded } = decryptFully(data, pair, DATA_LIMITS.payment);
    const { text, encoding } = decoded;
    const value = tryParseJson(text);
    const isGenuine = isPadded && encoding === 'canonical' && isRecord(value) && !hasRepeatedNames(text, value);
    if (!isGenuine) return undefined;
    const namedMerchant = textIn(value, 'MerchantID');
    return namedMerchant === merchantId || (isReply && namedMerchant === undefined) ? value : undefined;
  });
  const value = results.find((result) => result !== undefined);
  if (value === undefined) throw new DataRejectedError('notDecryptable');
  return value;
}

/** Parses JSON. Returns undefined for any other text. */
export function tryParseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether an object in the JSON `text` has a name twice. JSON.parse silently keeps the last value. */
function hasRepeatedNames(text: string, value: unknown): boolean {
  const withoutStrings = text.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  return withoutStrings.split(':').length - 1 !== countNames(value);
}

function countNames(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const nested = Object.values(value).reduce((sum: number, each: unknown) => sum + countNames(each), 0);
  return nested + (Array.isArray(value) ? 0 : Object.keys(value).length);
}

const trade = z.object({
  MerchantTradeNo: text,
  TradeNo: z.preprocess(asText, z.string().regex(TRADE_NO, 'not a number of ECPay’s')),
  TradeAmt: wholeNumber.pipe(z.int().min(0)),
  PaymentDate: optionalText,
  PaymentType: text,
});
const card = z.object({
  Amount: optionalWholeNumber.catch(undefined),
  RedDeAmt: optionalWholeNumber.catch(undefined),
  Stage: optionalText.catch(undefined),
  PeriodType: optionalText.catch(undefined),
  Frequency: optionalText.catch(undefined),
  ExecTimes: optionalText.catch(undefined),
  PeriodAmount: optionalText.catch(undefined),
});

/** The fields about a payment, at the top level of Data or in its OrderInfo. */
const TRADE_FIELDS = [
  'RtnCode',
  'MerchantID',
  'SimulatePaid',
  'MerchantTradeNo',
  'TradeNo',
  'TradeAmt',
  'TradeStatus',
  'PaymentType',
  'PaymentDate',
];

/** A trade in Data (developers.ecpay.com.tw/?p=9058, ?p=22940, ?p=9083). */
export type EmbeddedTrade = {
  readonly rtnCode: number;
  readonly rtnMsg: string | undefined;
  readonly tradeNo: string | undefined;
} & (
  | { readonly state: 'unpaid'; readonly tradeStatus: string | undefined }
  | { readonly state: 'paid'; readonly trade: z.infer<typeof trade>; readonly by: PaidBy; readonly simulated: string }
);

/** Reads the trade in decrypted Data. Returns `problems`, without values, if Data is incomplete or contradictory. */
export function readEmbeddedTrade(data: Data): EmbeddedTrade | { readonly problems: readonly string[] } {
  const orderInfo = isRecord(data['OrderInfo']) ? data['OrderInfo'] : {};
  const parsedOutcome = outcome.safeParse(data);
  if (!parsedOutcome.success) return { problems: toProblems(parsedOutcome.error) };
  const { RtnCode: rtnCode, RtnMsg: rtnMsg } = parsedOutcome.data;
  const fields = { ...orderInfo, ...data };
  const tradeNo = textIn(fields, 'MerchantTradeNo');
  const tradeStatus = textIn(fields, 'TradeStatus');
  const common = { rtnCode, rtnMsg, tradeNo };
  // RtnCode 1 alone does not mean paid. TradeStatus is 0 if, for example, the customer has a number to pay at an ATM.
  if (rtnCode !== 1 || tradeStatus === '0') return { ...common, state: 'unpaid', tradeStatus };
  const problems = [...findContradictions(data, orderInfo), ...(tradeStatus === '1' ? [] : ['TradeStatus: is not 1'])];
  const parsedTrade = trade.safeParse(fields);
  if (!parsedTrade.success) problems.push(...toProblems(parsedTrade.error));
  if (!parsedTrade.success || problems.length > 0) return { problems };
  const cardInfo = card.parse(isRecord(data['CardInfo']) ? data['CardInfo'] : {});
  const { Amount, RedDeAmt, Stage, PeriodType, Frequency, ExecTimes, PeriodAmount } = cardInfo;
  if (!matchesTradeAmount(parsedTrade.data.TradeAmt, Amount, RedDeAmt)) {
    return { problems: ['CardInfo.Amount: differs from TradeAmt'] };
  }
  const by = paidBy(parsedTrade.data.PaymentType, Stage, [PeriodType, Frequency, ExecTimes, PeriodAmount]);
  const simulated = textIn(fields, 'SimulatePaid') ?? '0';
  return { ...common, state: 'paid', trade: parsedTrade.data, by, simulated };
}

/** Finds names with different values at two places, and names in another case than ECPay's. */
function findContradictions(data: Data, orderInfo: Data): string[] {
  const contradictory = TRADE_FIELDS.filter(
    (name) => name in data && name in orderInfo && String(data[name]) !== String(orderInfo[name]),
  );
  const recased = [...Object.keys(data), ...Object.keys(orderInfo)].filter((name) =>
    TRADE_FIELDS.some((known) => known !== name && known.toLowerCase() === name.toLowerCase()),
  );
  return [
    ...contradictory.map((name) => `${name}: has two different values`),
    ...recased.map(() => 'a name has another case than ECPay’s'),
  ];
}

function textIn(fields: Data, name: string): string | undefined {
  return optionalText.catch(undefined).parse(fields[name]);
}

function asText(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}
