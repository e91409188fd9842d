/**
 * What a form of ECPay's may and may not look like, beyond its checksum. The CheckMacValue of AIO covers one text, in which
 * all fields stand as `name=value`, sorted and joined by `&`, in lower case. It protects neither the case of a letter nor
 * the borders between fields: whoever has one form can split its text at other places, under the same checksum. A form
 * counts only where its text can be split in one way.
 */

/** Fields that every notice of a payment has (developers.ecpay.com.tw/?p=2878, ?p=16538), beside its CheckMacValue. */
export const NOTICE_FIELDS = [
  'CustomField1',
  'CustomField2',
  'CustomField3',
  'CustomField4',
  'MerchantID',
  'MerchantTradeNo',
  'PaymentDate',
  'PaymentType',
  'PaymentTypeChargeFee',
  'RtnCode',
  'RtnMsg',
  'SimulatePaid',
  'StoreID',
  'TradeAmt',
  'TradeDate',
  'TradeNo',
] as const;

/** Fields that come too where the merchant asked for NeedExtraPaidInfo (developers.ecpay.com.tw/?p=5675, ?p=16562). */
const EXTRA_FIELDS = [
  'AlipayID',
  'AlipayTradeNo',
  'amount',
  'ATMAccBank',
  'ATMAccNo',
  'auth_code',
  'card4no',
  'card6no',
  'eci',
  'ExecTimes',
  'Frequency',
  'gwsr',
  'PayFrom',
  'PaymentNo',
  'PeriodAmount',
  'PeriodType',
  'PlatformID',
  'process_date',
  'red_dan',
  'red_de_amt',
  'red_ok_amt',
  'red_yet',
  'staed',
  'stage',
  'stast',
  'TenpayTradeNo',
  'TotalSuccessAmount',
  'TotalSuccessTimes',
  'TWQRTradeNo',
  'WebATMAccBank',
  'WebATMAccNo',
  'WebATMBankName',
];

/** Fields of QueryTradeInfo's answer that no notice has (developers.ecpay.com.tw/?p=2890). */
const QUERY_FIELDS = ['HandlingCharge', 'ItemName', 'TradeStatus'];

/**
 * Fields that every order-creation form has and nothing that ECPay sends (developers.ecpay.com.tw/?p=2862, ?p=16460). The
 * customer's browser holds such a form, signed by the merchant, often with the customer's own words in it.
 */
const CREATION_FIELDS = ['ChoosePayment', 'EncryptType', 'MerchantTradeDate', 'ReturnURL', 'TotalAmount', 'TradeDesc'];

const KNOWN_FIELDS = [...NOTICE_FIELDS, ...EXTRA_FIELDS, ...QUERY_FIELDS, ...CREATION_FIELDS, 'CheckMacValue'];

/** What a merchant or its customer may have written into a payment; everything else is ECPay's own. */
const FREE_TEXTS = ['CustomField1', 'CustomField2', 'CustomField3', 'CustomField4', 'ItemName'];

/** The fields that a notice must not have. */
const FOREIGN_TO_NOTICES = [...QUERY_FIELDS, ...CREATION_FIELDS];
/** The fields that QueryTradeInfo's answer must not have. */
const FOREIGN_TO_QUERIES = CREATION_FIELDS;

const A_NAME = /^[A-Za-z][A-Za-z0-9_]*$/;
const ANY_BORDER = /&[A-Za-z][A-Za-z0-9_]*=/;
const KNOWN_BORDER = new RegExp(`&(?:${KNOWN_FIELDS.join('|')})=`, 'i');
/** Splits a form that is not URL-encoded where a field begins; the text of a product may hold any other `&`. */
const FIELD_STARTS = new RegExp(
  `(?:^|&)(${[...NOTICE_FIELDS, ...EXTRA_FIELDS, ...QUERY_FIELDS, 'CheckMacValue'].join('|')})=`,
  'g',
);

/** How often a value is URL-decoded in search of a border: senders and receivers are known to encode twice. */
const DECODINGS = 3;

/** Why a notice of a payment could be another form, split at other places; each without a value. */
export function noticeAmbiguities(form: Form): string[] {
  return [...nameProblems(form), ...borderProblems(form), ...foreignFields(form, FOREIGN_TO_NOTICES)];
}

/** The same of QueryTradeInfo's answer. */
export function queryAmbiguities(form: Form): string[] {
  return [...nameProblems(form), ...borderProblems(form), ...foreignFields(form, FOREIGN_TO_QUERIES)];
}

/** Names that are no names, that differ from another's or from a documented one's in case only. */
export function nameProblems(form: Form): string[] {
  const names = Object.keys(form);
  const seen = new Set<string>();
  return names.flatMap((name) => {
    const lower = name.toLowerCase();
    if (!A_NAME.test(name)) return ['a field has no name of ECPay’s'];
    if (seen.has(lower)) return [`${name}: stands twice, in different case`];
    seen.add(lower);
    const known = KNOWN_FIELDS.find((each) => each.toLowerCase() === lower);
    return known === undefined || known === name ? [] : [`${known}: is written in another case`];
  });
}

/** Values in which another field seems to begin, also URL-encoded. */
export function borderProblems(form: Form): string[] {
  return Object.entries(form).flatMap(([name, value]) => {
    const border = FREE_TEXTS.includes(name) ? KNOWN_BORDER : ANY_BORDER;
    return holds(value, border) ? [`${name}: another field begins in it`] : [];
  });
}

/** Fields of another kind of form. An order-creation form also has `PaymentType=aio`, which is no payment's. */
export function foreignFields(form: Form, foreign: readonly string[] = FOREIGN_TO_NOTICES): string[] {
  const found = foreign.filter((name) => Object.hasOwn(form, name)).map((name) => `${name}: is of another form`);
  return form['PaymentType']?.toLowerCase() === 'aio' ? [...found, 'PaymentType: is of another form'] : found;
}

/** A form of which nothing is URL-encoded; undefined where a field would stand twice. */
export function readUnencodedForm(text: string): Form | undefined {
  const starts = [...text.matchAll(FIELD_STARTS)];
  if (starts[0]?.index !== 0) return undefined;
  const fields = starts.map((start, nth) => {
    const end = starts[nth + 1]?.index ?? text.length;
    return [start[1] ?? '', text.slice(start.index + start[0].length, end)] as const;
  });
  const form = Object.fromEntries(fields);
  return Object.keys(form).length === fields.length ? form : undefined;
}

function holds(value: string, border: RegExp): boolean {
  let text = value;
  for (let decoded = 0; decoded < DECODINGS && !border.test(text); decoded += 1) text = decodeAscii(text);
  return border.test(text);
}

/** Borders and names are ASCII; whatever else is encoded need not be read. */
function decodeAscii(text: string): string {
  return text.replace(/%([0-7][0-9A-Fa-f])/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
}

/** The fields of a form, every value a text. */
export type Form = Readonly<Record<string, string>>;
