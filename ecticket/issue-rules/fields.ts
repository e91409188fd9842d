/** What each field of the Issue page may hold, looked at by itself. */
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

/** ECPay's page says String(10) only; letters and digits is a choice: every MerchantID is digits. */
export const merchantId = ruledText('merchantId', { max: 10, fix: fixNonAlphanumeric });
/** Goes into the envelope, not into Data. */
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
    const fix = `Write a whole number from ${min} to ${max}.`;
    context.addIssue({ code: 'custom', message: RULES[rule], params: { rule, fix } });
  });
}

/** Sent in ASCII: ECPay calls no Chinese host names (developers.ecpay.com.tw/?p=32155). Its length is what is sent. */
function notifyUrl(rule: RuleName) {
  return z
    .string()
    .transform(asciiUrl)
    .pipe(ruledText(rule, { max: MAX_NOTIFY_URL_LENGTH, fix: (text) => fixUnusableUrl(text) ?? fixUnsendable(text) }));
}

/**
 * "Pure Chinese or pure English" is all that the page says. Our choice: Chinese is Han characters (rare ones of the
 * extensions too) with the middle dot of transcribed names (· or ‧) between them; English is unaccented letters with
 * space, dot, hyphen and apostrophe among them, beginning with a letter.
 */
function fixName(text: string): string | undefined {
  if (/^\p{Script=Han}+(?:[·‧]\p{Script=Han}+)*$/u.test(text)) return undefined;
  if (/^[A-Za-z][A-Za-z .'-]*$/.test(text) && !text.endsWith(' ')) return undefined;
  return (
    fixFullWidth(text) ??
    'Write it in Chinese characters only or in the letters A to Z, a to z only, without digits and without spaces around it.'
  );
}

function fixPhone(text: string): string | undefined {
  return /^09\d{8}$/.test(text)
    ? undefined
    : 'Write ten half-width digits beginning with 09, without spaces or hyphens.';
}

/** The page gives a length only. Sanity, not delivery: what a browser's e-mail field takes, with a dot in the domain. */
function fixEmail(text: string): string | undefined {
  const sane = z.regexes.html5Email.test(text) && text.slice(text.lastIndexOf('@')).includes('.');
  return sane ? undefined : 'Write one address of the form name@domain.example, in half-width characters.';
}

/** A space is not among the characters that the page lists, so it is refused. */
function fixItemName(text: string): string | undefined {
  if (/^[\p{Script=Han}A-Za-z0-9()_/,.$%-]*$/u.test(text)) return undefined;
  return fixFullWidth(text) ?? 'Take out every other character, also spaces.';
}

function fixDate(text: string): string | undefined {
  return isCalendarDate(text) ? undefined : 'Write a day that exists as eight digits: year, month, day.';
}
