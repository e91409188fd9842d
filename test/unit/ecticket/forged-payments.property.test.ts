/**
 * Payments that nobody has made, out of forms and messages that ECPay or the merchant has signed: split at other places, in
 * other case, in another order, spliced, cut, encoded again. None is taken for a payment that was not made.
 *
 * - `ECTICKET_FORGERY_RUNS`: how many forgeries, 5000 unless said;
 * - `ECTICKET_FORGERY_SEED`: where they begin; a random number unless said, printed with a failure.
 */
import { randomInt } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readAioNotice, readEmbeddedNotice, type Paid } from '../../../ecticket/index.js';
import { aioBody, embeddedBody, PAYMENT_KEYS, PAYMENT_MERCHANT } from '../../support/payment-notices.js';

const runs = Number(process.env['ECTICKET_FORGERY_RUNS'] ?? 5000);
const seed = Number(process.env['ECTICKET_FORGERY_SEED'] ?? randomInt(2 ** 30));
// Enough for a loaded machine: a forgery takes a fraction of a millisecond.
const TIME_LIMIT = 60_000 + runs * 20;
/** What a payment is, to an order. AIO's checksum does not protect the case of the order's number. */
function identityOf(paid: Pick<Paid, 'merchantTradeNo' | 'amount' | 'reference' | 'method'>): string {
  return JSON.stringify([paid.merchantTradeNo.toLowerCase(), paid.amount, paid.reference, paid.method]);
}

/** The payment that is taken from `body`, if any; a simulated one is none. */
function takenFrom(read: typeof readAioNotice, body: string): Paid | undefined {
  try {
    const notice = read(body)?.open([PAYMENT_KEYS]);
    return notice !== undefined && 'paid' in notice && notice.paid && !notice.simulated ? notice : undefined;
  } catch {
    return undefined;
  }
}

/** What was signed, and the payment that it tells of, if any. */
interface Signed<Body> {
  readonly body: Body;
  readonly payment: string | undefined;
}

type Fields = Readonly<Record<string, string>>;

const tradeNo = fc.constantFrom('cheap1', 'CHEAP2', 'SecCase1', 'A', '20230619');
const amount = fc.constantFrom('1', '30', '1360', '13600');
const reference = fc.integer({ min: 1, max: 10 ** 6 }).map((n) => `26112810${n}`);
/** What a customer may write, who knows how this works. */
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
const whole = `A&CustomField1=&CustomField2=&CustomField3=&CustomField4=&MerchantID=${PAYMENT_MERCHANT}&MerchantTradeNo=SecCase1&PaymentDate=2026/11/28 10:00:00&PaymentType=Credit_CreditCard&PaymentTypeChargeFee=0&RtnCode=1&RtnMsg=&SimulatePaid=0&StoreID=&TradeAmt=1360&TradeDate=2026/11/28 10:00:00&TradeNo=7&z=`;

const extra = fc.constantFrom<Fields>(
  {},
  { stage: '0', amount: '', PeriodType: '', gwsr: '1' },
  { stage: '3', stast: '1', staed: '1' },
  { PeriodType: 'M', Frequency: '1', ExecTimes: '2' },
  { NewField: '1' },
);
/** ECPay's notices: paid, failed, simulated, by other methods, with the customer's words in the merchant's fields. */
const notice = fc
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
const creationForm = fc
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

/** The embedded checkout's messages, with the customer's words in the merchant's field. */
const message = fc
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

const fieldsOf = (body: string) => [...new URLSearchParams(body)];
const bodyOf = (fields: readonly (readonly [string, string])[]) =>
  new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString();

/** A change that a forger makes, of `body`, with another form at hand; the numbers choose. */
type Change = (body: string, other: string, choose: (below: number) => number) => string;

const CHANGES: Readonly<Record<string, Change>> = {
  /** Borders go and come: the text under the checksum stays the same. */
  split(body, _other, choose) {
    const [mac, text] = covered(body);
    const pieces = text.split('&');
    const fields: [string, string][] = [];
    // Mostly where they were; a piece without a name belongs to the one before it.
    const keeps = choose(2) === 0 ? 40 : 2;
    for (const piece of pieces) {
      const last = fields.at(-1);
      const isBorder = piece.includes('=') && (last === undefined || choose(keeps) !== 0);
      if (isBorder) fields.push([piece.slice(0, piece.indexOf('=')), piece.slice(piece.indexOf('=') + 1)]);
      else if (last !== undefined) last[1] += `&${piece}`;
    }
    return bodyOf([...fields, ['CheckMacValue', mac]]);
  },
  /** One field is swallowed by its neighbour. */
  swallow(body, _other, choose) {
    const fields = sorted(body);
    const at = 1 + choose(fields.length - 2);
    const [[name, value] = ['', ''], [swallowed, text] = ['', '']] = fields.slice(at - 1, at + 1);
    const how = choose(3);
    const inside =
      how === 0
        ? `&${swallowed}=${text}`
        : how === 1
          ? `&${swallowed.toLowerCase()}=${text}`
          : `%26${swallowed}%3D${text}`;
    return bodyOf([...fields.slice(0, at - 1), [name, value + inside], ...fields.slice(at + 1)]);
  },
  /** A name ends later: it takes in its value and the name after it. */
  longerName(body, _other, choose) {
    const fields = sorted(body);
    const at = choose(fields.length - 2);
    const [[name, value] = ['', ''], [next, text] = ['', '']] = fields.slice(at, at + 2);
    return bodyOf([...fields.slice(0, at), [`${name}=${value}&${next}`, text], ...fields.slice(at + 2)]);
  },
  /** Letters change their case, which the checksum does not see. */
  recase(body, _other, choose) {
    const fields = sorted(body).map(([name, value]): [string, string] => {
      if (name === 'CheckMacValue' || choose(4) !== 0) return [name, value];
      return choose(2) === 0 ? [recased(name, choose), value] : [name, recased(value, choose)];
    });
    return bodyOf(fields);
  },
  reorder: (body, _other, choose) =>
    bodyOf(
      fieldsOf(body)
        .map((field) => ({ field, at: choose(1000) }))
        .sort((a, b) => a.at - b.at)
        .map(({ field }) => field),
    ),
  /** Fields of one form among those of another, under either checksum. */
  splice(body, other, choose) {
    const taken = Object.fromEntries(fieldsOf(other));
    return bodyOf(fieldsOf(body).map(([name, value]) => [name, choose(4) === 0 ? (taken[name] ?? value) : value]));
  },
  merge: (body, other) => `${body}&${other}`,
  repeat(body, other, choose) {
    const fields = fieldsOf(other);
    return bodyOf([...fieldsOf(body), fields[choose(fields.length)] ?? ['', '']]);
  },
  drop(body, _other, choose) {
    const fields = fieldsOf(body);
    fields.splice(choose(fields.length), 1);
    return bodyOf(fields);
  },
  cut: (body, _other, choose) => body.slice(0, choose(body.length)),
  encodeAgain: (body, _other, choose) =>
    bodyOf(fieldsOf(body).map(([name, value]) => [name, choose(3) === 0 ? encodeURIComponent(value) : value])),
};

/** The fields in the order in which the checksum takes them, itself last. */
function sorted(body: string): [string, string][] {
  const fields = fieldsOf(body);
  const key = ([name]: [string, string]) => (name === 'CheckMacValue' ? '\uffff' : name.toLowerCase());
  return fields.sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

/** The checksum, and the text that it covers. */
function covered(body: string): [string, string] {
  const fields = sorted(body);
  const mac = fields.pop()?.[1] ?? '';
  return [mac, fields.map((pair) => pair.join('=')).join('&')];
}

function recased(text: string, choose: (below: number) => number): string {
  const whole = choose(3);
  if (whole < 2) return whole === 0 ? text.toLowerCase() : text.toUpperCase();
  return [...text]
    .map((c) => (choose(2) === 0 ? c : c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase()))
    .join('');
}

/** Chooses by `numbers`, over and over. */
function chooser(numbers: readonly number[]): (below: number) => number {
  let nth = 0;
  return (below) => (numbers[nth++ % numbers.length] ?? 0) % Math.max(1, below);
}

const choices = fc.array(fc.nat(), { minLength: 64, maxLength: 64, size: 'max' });

/** Fails where a payment is taken that none of the genuine ones tells of; how often one was taken at all. */
function accept(taken: Paid | undefined, genuine: readonly Signed<unknown>[]): number {
  if (taken === undefined) return 0;
  expect(genuine.map(({ payment }) => payment)).toContain(identityOf(taken));
  return 1;
}

describe(`no payment that was not made is taken, from seed ${seed} on`, () => {
  test(
    'from forms of AIO',
    () => {
      const forms = fc.array(fc.oneof({ weight: 3, arbitrary: notice }, creationForm), { minLength: 1, maxLength: 4 });
      const changes = fc.array(fc.constantFrom(...Object.values(CHANGES)), { maxLength: 3 });
      let accepted = 0;
      fc.assert(
        fc.property(forms, changes, choices, (genuine, made, numbers) => {
          const choose = chooser(numbers);
          const pick = () => genuine[choose(genuine.length)]?.body ?? '';
          const forged = made.reduce((body, make) => make(body, pick(), choose), pick());
          accepted += accept(takenFrom(readAioNotice, forged), genuine);
        }),
        { numRuns: Math.ceil(runs / 2), seed },
      );
      // The genuine ones, and the same payment in another order, are: the forgeries come close.
      expect(accepted).toBeGreaterThan(runs / 100);
    },
    TIME_LIMIT,
  );

  test(
    'from messages of the embedded checkout',
    () => {
      const messages = fc.array(message, { minLength: 1, maxLength: 4 });
      let accepted = 0;
      fc.assert(
        fc.property(messages, choices, (genuine, numbers) => {
          const choose = chooser(numbers);
          const pick = () => genuine[choose(genuine.length)]?.body ?? { Data: '' };
          const Data = changedBlocks(pick().Data, pick().Data, choose);
          const forged = JSON.stringify({ ...pick(), Data });
          accepted += accept(takenFrom(readEmbeddedNotice, forged), genuine);
        }),
        { numRuns: Math.floor(runs / 2), seed },
      );
      expect(accepted).toBeGreaterThan(runs / 100);
    },
    TIME_LIMIT,
  );
});

/** Cuts, joins and flips what CBC has encrypted, by blocks and by bits. */
function changedBlocks(data: string, other: string, choose: (below: number) => number): string {
  const [one, two] = [Buffer.from(data, 'base64'), Buffer.from(other, 'base64')];
  const blockOf = (bytes: Buffer) => 16 * choose(bytes.length / 16);
  switch (choose(7)) {
    case 0: {
      const at = choose(one.length);
      one[at] = (one[at] ?? 0) ^ (1 << choose(8));
      return one.toString('base64');
    }
    case 1: // the beginning of one, the end of another
      return Buffer.concat([one.subarray(0, blockOf(one)), two.subarray(blockOf(two))]).toString('base64');
    case 2: // where both are alike, so that no block is garbled
      return Buffer.concat([one.subarray(0, alike(one, two)), two.subarray(alike(one, two))]).toString('base64');
    case 3: {
      const at = blockOf(one);
      return Buffer.concat([
        one.subarray(0, at),
        two.subarray(blockOf(two)).subarray(0, 16),
        one.subarray(at),
      ]).toString('base64');
    }
    case 4:
      return one.subarray(0, blockOf(one)).toString('base64');
    case 5:
      return data.slice(0, choose(data.length));
    default:
      return data;
  }
}

function alike(one: Buffer, two: Buffer): number {
  let at = 0;
  while (at < one.length && at < two.length && one[at] === two[at]) at += 1;
  return at - (at % 16);
}
