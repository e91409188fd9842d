/** What the embedded checkout seals, in its notices and in its answers: Data without a CheckMacValue. */
import { z } from 'zod';
import { DATA_LIMITS, decryptFully } from '../cipher.js';
import { optionalText, optionalWholeNumber, text, wholeNumber } from '../endpoints/reply-fields.js';
import { outcome } from '../endpoints/endpoint.js';
import { DataRejectedError } from '../errors/data-rejected-error.js';
import { isRecord } from '../objects.js';
import type { PaymentKeyPair } from '../key-pair.js';
import { paidBy, type PaidBy } from './payment-method.js';
import { isAmountOf, TRADE_NO, unreadable } from './payment-notice.js';

type Data = Readonly<Record<string, unknown>>;

/**
 * Opens Data that has no checksum: encryption is all that shows its sender, and CBC lets its blocks be cut, joined and
 * changed, each change at the price of one garbled block. What was decrypted must therefore be URL-encoded exactly as a
 * known encoder does it, be a JSON object in which no name stands twice, and name `merchantId` itself. An answer to a
 * question of ours may leave it out. Takes equally long whatever is wrong.
 *
 * @throws DataRejectedError
 */
export function decryptEmbedded(
  data: string,
  keys: readonly PaymentKeyPair[],
  { merchantId, isAnswer = false }: { readonly merchantId: string; readonly isAnswer?: boolean },
): Data {
  const opened = keys.map((pair) => {
    const { text, encoding, isPadded } = decryptFully(data, pair, DATA_LIMITS.payment);
    const value = parseJson(text);
    const isGenuine = isPadded && encoding === 'canonical' && isRecord(value) && !hasRepeatedNames(text, value);
    if (!isGenuine) return undefined;
    const named = textIn(value, 'MerchantID');
    return named === merchantId || (isAnswer && named === undefined) ? value : undefined;
  });
  const value = opened.find((each) => each !== undefined);
  if (value === undefined) throw new DataRejectedError('notDecryptable');
  return value;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether an object in the JSON `text` has one name twice, of which parsing keeps the last. */
function hasRepeatedNames(text: string, value: unknown): boolean {
  const withoutTexts = text.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  return withoutTexts.split(':').length - 1 !== namesIn(value);
}

function namesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inside = Object.values(value).reduce((sum: number, each: unknown) => sum + namesIn(each), 0);
  return inside + (Array.isArray(value) ? 0 : Object.keys(value).length);
}

const trade = z.object({
  MerchantTradeNo: text,
  TradeNo: z.preprocess(asText, z.string().regex(TRADE_NO, 'no number of ECPay’s')),
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

/** The names that speak of a payment, at the top of Data or in its OrderInfo. */
const NAMES = [
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

/** What Data says of a trade (developers.ecpay.com.tw/?p=9058, ?p=22940, ?p=9083). */
export type EmbeddedTrade = {
  readonly rtnCode: number;
  readonly rtnMsg: string | undefined;
  readonly tradeNo: string | undefined;
} & (
  | { readonly state: 'unpaid'; readonly tradeStatus: string | undefined }
  | { readonly state: 'paid'; readonly trade: z.infer<typeof trade>; readonly by: PaidBy; readonly simulated: string }
);

/** Reads opened Data. `problems` where it lacks what is needed or contradicts itself, without values. */
export function readEmbeddedTrade(data: Data): EmbeddedTrade | { readonly problems: readonly string[] } {
  const orderInfo = isRecord(data['OrderInfo']) ? data['OrderInfo'] : {};
  const said = outcome.safeParse(data);
  if (!said.success) return unreadable(said.error);
  const { RtnCode: rtnCode, RtnMsg: rtnMsg } = said.data;
  const fields = { ...orderInfo, ...data };
  const tradeNo = textIn(fields, 'MerchantTradeNo');
  const tradeStatus = textIn(fields, 'TradeStatus');
  const common = { rtnCode, rtnMsg, tradeNo };
  // That the call was executed is no payment: TradeStatus is, and 0 is a number to pay at an ATM, for one.
  if (rtnCode !== 1 || tradeStatus === '0') return { ...common, state: 'unpaid', tradeStatus };
  const problems = [...contradictions(data, orderInfo), ...(tradeStatus === '1' ? [] : ['TradeStatus: is not 1'])];
  const parsed = trade.safeParse(fields);
  if (!parsed.success) problems.push(...unreadable(parsed.error).problems);
  if (!parsed.success || problems.length > 0) return { problems };
  const cardInfo = card.parse(isRecord(data['CardInfo']) ? data['CardInfo'] : {});
  const { Amount, RedDeAmt, Stage, PeriodType, Frequency, ExecTimes, PeriodAmount } = cardInfo;
  if (!isAmountOf(parsed.data.TradeAmt, Amount, RedDeAmt))
    return { problems: ['CardInfo.Amount: is not that of TradeAmt'] };
  const by = paidBy(parsed.data.PaymentType, Stage, [PeriodType, Frequency, ExecTimes, PeriodAmount]);
  const simulated = textIn(fields, 'SimulatePaid') ?? '0';
  return { ...common, state: 'paid', trade: parsed.data, by, simulated };
}

/** Names that stand at two places with different values, or in another case than ECPay's. */
function contradictions(data: Data, orderInfo: Data): string[] {
  const twice = NAMES.filter(
    (name) => name in data && name in orderInfo && String(data[name]) !== String(orderInfo[name]),
  );
  const recased = [...Object.keys(data), ...Object.keys(orderInfo)].filter((name) =>
    NAMES.some((known) => known !== name && known.toLowerCase() === name.toLowerCase()),
  );
  return [
    ...twice.map((name) => `${name}: says two things`),
    ...recased.map(() => 'a name is written in another case than ECPay’s'),
  ];
}

function textIn(fields: Data, name: string): string | undefined {
  return optionalText.catch(undefined).parse(fields[name]);
}

function asText(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}
