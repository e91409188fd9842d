/** Schemas for request fields that several endpoints have, in addition to those of the Issue page. */
import { z } from 'zod';
import * as field from '../issue-rules/fields.js';
import { RULES } from '../issue-rules/messages.js';
import { isCalendarDate } from '../taipei-date.js';
import { fixUnsendable, textField } from '../text-field.js';

const ticketNo = textField('ticketNo', 'A ticket number has 1 to 16 characters.', {
  max: 16,
  fix: fixUnsendable,
});

export const writeOffNo = textField('writeOffNo', 'A redemption number has 1 to 18 characters.', {
  max: 18,
  fix: fixUnsendable,
});

export const cancelReason = textField('cancelReason', 'A reason has at most 50 characters.', {
  max: 50,
  fix: fixUnsendable,
});

/** NT$. */
export const refundFee = z.number().superRefine((value, context) => {
  if (Number.isSafeInteger(value) && value >= 0) return;
  const params = { rule: 'refundFee', fix: 'Write a whole number of NT$, 0 or more.' };
  context.addIssue({ code: 'custom', message: 'A fee is a whole number of NT$.', params });
});

/** Starts at 1. */
export const pageNum = z.number().superRefine((value, context) => {
  if (Number.isSafeInteger(value) && value >= 1) return;
  const params = { rule: 'pageNum', fix: 'Write a whole number, 1 or more.' };
  context.addIssue({ code: 'custom', message: 'Page numbers start at 1.', params });
});

export const reportDate = textField('reportDate', 'A date is a calendar day, written yyyymmdd.', {
  max: 8,
  fix: (text) => (isCalendarDate(text) ? undefined : 'Write an existing day as eight digits: year, month, day.'),
});

/** Data that identifies an order by exactly one of its two numbers, plus the fields in `more`. */
export function byTradeNumber<More extends z.ZodRawShape>(more: More) {
  return z
    .strictObject({
      MerchantID: field.merchantId,
      MerchantTradeNo: field.merchantTradeNo.exactOptional(),
      FreeTradeNo: field.freeTradeNo.exactOptional(),
      ...more,
    })
    .superRefine(exactlyOne('oneTradeNumber', RULES.oneTradeNumber, 'MerchantTradeNo', 'FreeTradeNo'));
}

/** Data that identifies a ticket by exactly one of its two numbers, plus the fields in `more`. */
export function byTicketNumber<More extends z.ZodRawShape>(more: More) {
  return z
    .strictObject({
      MerchantID: field.merchantId,
      TicketNo: ticketNo.exactOptional(),
      WriteOffNo: writeOffNo.exactOptional(),
      ...more,
    })
    .superRefine(
      exactlyOne(
        'oneTicketNumber',
        'A ticket is identified by either its ticket number or its redemption number.',
        'TicketNo',
        'WriteOffNo',
      ),
    );
}

function exactlyOne(rule: string, message: string, first: string, second: string) {
  return (data: Readonly<Record<string, unknown>>, context: z.RefinementCtx) => {
    if ((data[first] === undefined) !== (data[second] === undefined)) return;
    const params = { rule, fix: 'Fill in exactly one of the two.' };
    context.addIssue({ code: 'custom', message, path: [first], params });
  };
}
