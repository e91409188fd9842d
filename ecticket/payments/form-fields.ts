/**
 * Checks of AIO's forms that go beyond the checksum. AIO's CheckMacValue covers one lower-case text of all fields as
 * `name=value`, sorted and joined by `&`. It protects neither the case of letters nor the borders between fields: an
 * attacker with one form can split its text at other places, under the same checksum. A form is valid only if its text
 * can be split in exactly one way.
 */

/** Fields that every payment notification has besides its CheckMacValue (developers.ecpay.com.tw/?p=2878, ?p=16538). */
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

/** Additional fields for orders with NeedExtraPaidInfo (developers.ecpay.com.tw/?p=5675, ?p=16562). */
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

/** Fields that only QueryTradeInfo's answer has (developers.ecpay.com.tw/?p=2890). */
const QUERY_FIELDS = ['HandlingCharge', 'ItemName', 'TradeStatus'];

/**
 * Fields that only order-creation forms have (developers.ecpay.com.tw/?p=2862, ?p=16460). The customer's browser
 * receives such a form, which the merchant has signed, and which often contains text from the customer.
 */
const CREATION_FIELDS = ['ChoosePayment', 'EncryptType', 'MerchantTradeDate', 'ReturnURL', 'TotalAmount', 'TradeDesc'];

const KNOWN_FIELDS = [...NOTICE_FIELDS, ...EXTRA_FIELDS, ...QUERY_FIELDS, ...CREATION_FIELDS, 'CheckMacValue'];

/** Fields with text from a merchant or its customer. ECPay writes all other fields. */
const FREE_TEXTS = ['CustomField1', 'CustomField2', 'CustomField3', 'CustomField4', 'ItemName'];

/** Fields that a notification must not have. */
const FOREIGN_TO_NOTICES = [...QUERY_FIELDS, ...CREATION_FIELDS];
/** Fields that QueryTradeInfo's answer must not have. */
const FOREIGN_TO_QUERIES = CREATION_FIELDS;

const FIELD_NAME = /^[A-Za-z][A-Za-z0-9_]*$/;
const ANY_BORDER = /&[A-Za-z][A-Za-z0-9_]*=/;
const KNOWN_BORDER = new RegExp(`&(?:${KNOWN_FIELDS.join('|')})=`, 'i');
/** Matches where a field begins in a form that is not URL-encoded. The text of an item may contain any other `&`. */
const FIELD_STARTS = new RegExp(
  `(?:^|&)(${[...NOTICE_FIELDS, ...EXTRA_FIELDS, ...QUERY_FIELDS, 'CheckMacValue'].join('|')})=`,
  'g',
);

/** How many times to URL-decode a value when searching for borders: some senders and receivers encode twice. */
const MAX_DECODINGS = 3;

/**
 * Finds the reasons why a payment notification could be another form, split at other places. They contain no values.
 */
export function noticeAmbiguities(form: Form): string[] {
  return [...nameProblems(form), ...borderProblems(form), ...foreignFields(form, FOREIGN_TO_NOTICES)];
}

/** Finds the reasons why QueryTradeInfo's answer could be another form. They contain no values. */
export function queryAmbiguities(form: Form): string[] {
  return [...nameProblems(form), ...borderProblems(form), ...foreignFields(form, FOREIGN_TO_QUERIES)];
}

/** Finds invalid names, and names that differ only in case from another name or from a documented name. */
export function nameProblems(form: Form): string[] {
  const names = Object.keys(form);
  const seen = new Set<string>();
  return names.flatMap((name) => {
    const lower = name.toLowerCase();
    if (!FIELD_NAME.test(name)) return ['a field has a name that ECPay does not use'];
    if (seen.has(lower)) return [`${name}: occurs twice, in different case`];
    seen.add(lower);
    const known = KNOWN_FIELDS.find((each) => each.toLowerCase() === lower);
    return known === undefined || known === name ? [] : [`${known}: has another case`];
  });
}

/** Finds values in which another field seems to begin, URL-encoded or not. */
export function borderProblems(form: Form): string[] {
  return Object.entries(form).flatMap(([name, value]) => {
    const border = FREE_TEXTS.includes(name) ? KNOWN_BORDER : ANY_BORDER;
    return containsBorder(value, border) ? [`${name}: contains the beginning of another field`] : [];
  });
}

/** Finds fields of other kinds of form. An order-creation form also has `PaymentType=aio`, which no payment has. */
export function foreignFields(form: Form, foreign: readonly string[] = FOREIGN_TO_NOTICES): string[] {
  const found = foreign.filter((name) => Object.hasOwn(form, name)).map((name) => `${name}: belongs to another form`);
  return form['PaymentType']?.toLowerCase() === 'aio' ? [...found, 'PaymentType: belongs to another form'] : found;
}

/** Parses a form that is not URL-encoded. Returns undefined if a field occurs twice. */
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

function containsBorder(value: string, border: RegExp): boolean {
  let text = value;
  for (let count = 0; count < MAX_DECODINGS && !border.test(text); count += 1) text = decodeAscii(text);
  return border.test(text);
}

/** Decodes ASCII only, because borders and names are ASCII. */
function decodeAscii(text: string): string {
  return text.replace(/%([0-7][0-9A-Fa-f])/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
}

/** The fields of a form. */
export type Form = Readonly<Record<string, string>>;
