import { z } from 'zod';
import { hasLength } from '../issue-rules/fields.js';
import { aioCheckMacValue } from '../payments/aio-check-mac-value.js';
import type { PaymentMerchants } from '../payments/payment-merchant.js';
import { type PaymentMethod, REPEATED_FIELDS } from '../payments/payment.js';
import { startOfDate } from '../time/taipei.js';
import type { NewSession } from './sessions.js';

type Form = Readonly<Record<string, string>>;

/** Why a form is refused. */
export interface AioRefusal {
  /** ECPay's "Message code", if publicly known. */
  readonly code?: string;
  /** ECPay's "Note for message". */
  readonly note: string;
  /** The problem in the sandbox's own words. */
  readonly problem: string;
}

/**
 * Codes and notes that merchants have reported from ECPay's page. The notes of other fields follow their pattern, which
 * is the sandbox's choice.
 */
const CODES: Readonly<Record<string, string>> = { CheckMacValue: '10200073', MerchantTradeNo: '10200052' };

/** The refusal of a used number. The text is from ECPay's FAQ, which names no code. */
export const NUMBER_USED: AioRefusal = {
  note: '訂單編號重覆',
  problem: 'MerchantTradeNo has been used: every order needs its own number.',
};

const text = (name: string, most: number) =>
  z
    .string({ error: `${name} is missing.` })
    .min(1, `${name} is empty.`)
    .refine((value) => hasLength(value, 0, most), `${name} has more than ${most} characters.`);

const address = (name: string) =>
  text(name, 200).refine(
    (value) => URL.canParse(value) && /^https?:\/\/\S+$/i.test(value),
    `${name} is no http or https address.`,
  );

/** Browsers send an empty string for a field that is not filled in. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.union([z.literal('').transform(() => undefined), schema]).optional();

/** The form's fields (developers.ecpay.com.tw/?p=2862) that matter for the payment and its notifications. */
const order = z
  .object({
    MerchantID: text('MerchantID', 10),
    MerchantTradeNo: z
      .string({ error: 'MerchantTradeNo is missing.' })
      .regex(/^[0-9A-Za-z]{1,20}$/, 'MerchantTradeNo is not 1 to 20 letters and digits.'),
    MerchantTradeDate: z
      .string({ error: 'MerchantTradeDate is missing.' })
      .refine(isDateTime, 'MerchantTradeDate is not yyyy/MM/dd HH:mm:ss.'),
    PaymentType: z.literal('aio', 'PaymentType is not aio.'),
    TotalAmount: z
      .string({ error: 'TotalAmount is missing.' })
      .regex(/^[1-9]\d{0,8}$/, 'TotalAmount is not a whole number of NT$ from 1.')
      .transform(Number),
    TradeDesc: text('TradeDesc', 200),
    ItemName: text('ItemName', 400),
    ReturnURL: address('ReturnURL'),
    ChoosePayment: z.enum(
      ['Credit', 'ALL', 'ATM', 'WebATM', 'CVS', 'BARCODE', 'TWQR', 'BNPL'],
      'ChoosePayment is none of Credit, ALL, ATM, WebATM, CVS, BARCODE, TWQR, BNPL.',
    ),
    EncryptType: z.literal('1', 'EncryptType is not 1.'),
    ClientBackURL: optional(address('ClientBackURL')),
    OrderResultURL: optional(address('OrderResultURL')),
    CreditInstallment: z.string().optional(),
    PeriodAmount: z.string().optional(),
  })
  .refine(({ ReturnURL, OrderResultURL }) => ReturnURL !== OrderResultURL, {
    path: ['OrderResultURL'],
    error: 'ReturnURL and OrderResultURL are the same.',
  });

/**
 * Validates the form that a merchant's page posts to AIO, its checksum first. @returns The new session, or why the form
 * is refused.
 */
export function readAioForm(form: Form | undefined, merchants: PaymentMerchants): NewSession | readonly AioRefusal[] {
  if (form === undefined) return [refusal('CheckMacValue', 'A field is repeated.')];
  const merchant = merchants
    .withId(form['MerchantID'] ?? '')
    .find((each) => aioCheckMacValue(form, each) === form['CheckMacValue']);
  if (!merchant) return [refusal('CheckMacValue', 'There is no such payment merchant, or CheckMacValue differs.')];
  const parsed = order.safeParse(form);
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => refusal(String(path[0] ?? ''), message));
  const { MerchantTradeNo, TotalAmount, ItemName, ReturnURL, ClientBackURL, OrderResultURL } = parsed.data;
  return {
    order: {
      ...{ merchantTradeNo: MerchantTradeNo, amount: TotalAmount, itemName: ItemName, method: methodOf(parsed.data) },
      repeated: Object.fromEntries(REPEATED_FIELDS.map((field) => [field, form[field] ?? ''])),
    },
    payee: { kind: 'aio', merchant, notifyUrl: ReturnURL },
    ...{ orderResultUrl: OrderResultURL, clientBackUrl: ClientBackURL },
    fingerprint: form['CheckMacValue'] ?? '',
  };
}

function refusal(field: string, problem: string): AioRefusal {
  const code = CODES[field];
  return { ...(code !== undefined && { code }), note: `${field} Error.`, problem };
}

/** Returns the payment method. If the consumer could choose, the sandbox chooses a credit card. */
function methodOf({ ChoosePayment, CreditInstallment = '', PeriodAmount = '' }: z.infer<typeof order>): PaymentMethod {
  switch (ChoosePayment) {
    case 'Credit':
    case 'ALL':
      if (PeriodAmount !== '') return 'periodic';
      return ['', '0', '1'].includes(CreditInstallment) ? 'credit' : 'installment';
    case 'ATM':
      return 'atm';
    case 'WebATM':
      return 'webAtm';
    case 'CVS':
      return 'cvs';
    case 'BARCODE':
      return 'barcode';
    case 'TWQR':
      return 'twqr';
    case 'BNPL':
      return 'bnpl';
  }
}

function isDateTime(value: string): boolean {
  const [, year, month, date] = /^(\d{4})\/(\d\d)\/(\d\d) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.exec(value) ?? [];
  return year !== undefined && startOfDate(`${year}${month}${date}`) !== undefined;
}
