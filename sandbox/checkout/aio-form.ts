import { z } from 'zod';
import { aioCheckMacValue } from '../payments/aio-check-mac-value.js';
import type { PaymentMerchants } from '../payments/payment-merchant.js';
import type { PaymentMethod } from '../payments/payment-method.js';
import { REPEATED_FIELDS } from '../payments/payment.js';
import { hasLength } from '../issue-rules/characters.js';
import { startOf } from '../time/taipei.js';
import type { NewSession } from './open-session.js';

type Form = Readonly<Record<string, string>>;

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

/** A field of a browser's form that is not filled in arrives empty. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.union([z.literal('').transform(() => undefined), schema]).optional();

/** The order of developers.ecpay.com.tw/?p=2862, as far as it matters to who pays and to what is told of it. */
const order = z
  .object({
    MerchantID: text('MerchantID', 10),
    MerchantTradeNo: z
      .string({ error: 'MerchantTradeNo is missing.' })
      .regex(/^[0-9A-Za-z]{1,20}$/, 'MerchantTradeNo is not 1 to 20 letters and digits.'),
    MerchantTradeDate: z
      .string({ error: 'MerchantTradeDate is missing.' })
      .refine(isMoment, 'MerchantTradeDate is not yyyy/MM/dd HH:mm:ss.'),
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
  .refine(
    ({ ReturnURL, OrderResultURL }) => ReturnURL !== OrderResultURL,
    'ReturnURL and OrderResultURL are the same.',
  );

/** An order that a merchant's form makes at AIO; texts say why it is none. The checksum is looked at first. */
export function readAioForm(form: Form | undefined, merchants: PaymentMerchants): NewSession | readonly string[] {
  if (form === undefined) return ['A field is there twice.'];
  const merchant = merchants
    .withId(form['MerchantID'] ?? '')
    .find((each) => aioCheckMacValue(form, each) === form['CheckMacValue']);
  if (!merchant) return ['There is no such payment merchant, or CheckMacValue differs.'];
  const parsed = order.safeParse(form);
  if (!parsed.success) return parsed.error.issues.map(({ message }) => message);
  const { MerchantTradeNo, TotalAmount, ItemName, ReturnURL, ClientBackURL, OrderResultURL } = parsed.data;
  return {
    order: {
      ...{ merchantTradeNo: MerchantTradeNo, amount: TotalAmount, itemName: ItemName, method: methodOf(parsed.data) },
      repeated: Object.fromEntries(REPEATED_FIELDS.map((field) => [field, form[field] ?? ''])),
    },
    payee: { kind: 'aio', merchant, notifyUrl: ReturnURL },
    ...{ orderResultUrl: OrderResultURL, clientBackUrl: ClientBackURL },
    madeWith: form['CheckMacValue'] ?? '',
  };
}

/** Where the consumer could choose, a card is chosen. */
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

function isMoment(value: string): boolean {
  const [, year, month, date] = /^(\d{4})\/(\d\d)\/(\d\d) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.exec(value) ?? [];
  return year !== undefined && startOf(`${year}${month}${date}`) !== undefined;
}
