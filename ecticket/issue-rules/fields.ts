/** Schemas for the fields of the Issue page, each checked by itself. */
import { z } from 'zod';
import { asciiUrl, MAX_NOTIFY_URL_LENGTH } from '../callback-address.js';
import { isCalendarDate } from '../taipei-date.js';
import {
  fixNonAlphanumeric,
  fixFullWidth,
  fixUnsendable,
  fixUnusableUrl,
  textField,
  type TextLimits,
} from '../text-field.js';
import { RULES, type RuleName } from './messages.js';

const ruledText = (rule: RuleName, limits: TextLimits) => textField(rule, RULES[rule], limits);

/**
 * ECPay's page says String(10) only. This package assumes letters and digits: every known MerchantID has digits only.
 */
export const merchantId = ruledText('merchantId', { max: 10, fix: fixNonAlphanumeric });
/** Belongs in the envelope, not in Data. */
export const platformId = ruledText('platformId', { max: 10, fix: fixNonAlphanumeric });
export const merchantTradeNo = ruledText('merchantTradeNo', { max: 25, fix: fixNonAlphanumeric });
export const freeTradeNo = ruledText('freeTradeNo', { max: 20, fix: fixNonAlphanumeric });
export const issueType = z.enum(['1', '2', '3', '4'], RULES.issueType);
export const printType = z.enum(['1', '2'], RULES.printType);
export const isImmediate = z.enum(['1', '2'], RULES.isImmediate);
export const paymentProvider = z.enum(['1', '2'], RULES.paymentProvider);
export const refundNotifyUrl = notifyUrl('refundNotifyUrl');
export const useStatusNotifyUrl = notifyUrl('useStatusNotifyUrl');
export const storeId = ruledText('storeId', { min: 2, max: 20, fix: fixNonAlphanumeric });
export const operator = ruledText('operator', { max: 10, fix: fixNonAlphanumeric });
export const customerName = ruledText('customerName', { min: 2, max: 20, fix: fixName });
export const customerPhone = ruledText('customerPhone', { max: 10, fix: fixPhone });
export const customerEmail = ruledText('customerEmail', { max: 80, fix: fixEmail });
export const customerAddress = ruledText('customerAddress', { max: 100, fix: fixUnsendable });
export const itemNo = ruledText('itemNo', { max: 8, fix: fixNonAlphanumeric });
export const itemName = ruledText('itemName', { min: 4, max: 20, fix: fixItemName });
export const ticketPrice = wholeNumber('ticketPrice', 0, 999_999_999);
export const ticketAmount = wholeNumber('ticketAmount', 1, Number.MAX_SAFE_INTEGER);
export const startDate = ruledText('startDate', { max: 8, fix: fixDate });
export const expireDate = ruledText('expireDate', { max: 8, fix: fixDate });

function wholeNumber(rule: RuleName, min: number, max: number) {
  return z.number().superRefine((value, context) => {
    if (Number.isInteger(value) && value >= min && value <= max) return;
    const range = max === Number.MAX_SAFE_INTEGER ? `, ${min} or more` : ` from ${min} to ${max}`;
    const fix = `Write a whole number${range}.`;
    context.addIssue({ code: 'custom', message: RULES[rule], params: { rule, fix } });
  });
}

/**
 * Converts the URL to ASCII, because ECPay cannot call Chinese host names (developers.ecpay.com.tw/?p=32155). The limit
 * applies to the ASCII form.
 */
function notifyUrl(rule: RuleName) {
  return z
    .string()
    .transform(asciiUrl)
    .pipe(ruledText(rule, { max: MAX_NOTIFY_URL_LENGTH, fix: (text) => fixUnusableUrl(text) ?? fixUnsendable(text) }));
}

/**
 * The page says only "pure Chinese or pure English". This package's reading: Chinese is Han characters, including the
 * rare ones of the extensions, with the middle dot of transcribed names (· or ‧) between them. English is unaccented
 * letters with spaces, dots, hyphens and apostrophes among them, beginning with a letter.
 */
function fixName(text: string): string | undefined {
  if (/^\p{Script=Han}+(?:[·‧]\p{Script=Han}+)*$/u.test(text)) return undefined;
  if (/^[A-Za-z][A-Za-z .'-]*$/.test(text) && !text.endsWith(' ')) return undefined;
  return (
    fixFullWidth(text) ??
    'Use only Chinese characters, or only the letters A to Z and a to z. Remove digits and spaces around the name.'
  );
}

function fixPhone(text: string): string | undefined {
  return /^09\d{8}$/.test(text)
    ? undefined
    : 'Write ten half-width digits that begin with 09, without spaces or hyphens.';
}

/**
 * The page gives a length only. This package's choice: what a browser's e-mail field accepts, with a dot in the domain.
 */
function fixEmail(text: string): string | undefined {
  const isPlausible = z.regexes.html5Email.test(text) && text.slice(text.lastIndexOf('@')).includes('.');
  return isPlausible ? undefined : 'Write one address of the form name@domain.example, in half-width characters.';
}

/** The page lists the allowed characters. A space is not among them. */
function fixItemName(text: string): string | undefined {
  if (/^[\p{Script=Han}A-Za-z0-9()_/,.$%-]*$/u.test(text)) return undefined;
  return fixFullWidth(text) ?? 'Remove every other character, including spaces.';
}

function fixDate(text: string): string | undefined {
  return isCalendarDate(text) ? undefined : 'Write an existing day as eight digits: year, month, day.';
}
