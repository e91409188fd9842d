/** The endpoints about a merchant: EscrowDay and OrderDetail. */
import { z } from 'zod';
import { merchantId } from '../issue-rules/fields.js';
import { outcome, samePath, type Endpoint, type Outcome } from './endpoint.js';
import { reportDate } from './request-fields.js';

const escrowDayData = z.strictObject({ MerchantID: merchantId });

export type EscrowDayData = z.infer<typeof escrowDayData>;

/**
 * Queries for how many days ECPay keeps a merchant's money in escrow (developers.ecpay.com.tw/?p=29941). The reply's
 * field names are not public.
 */
export const escrowDay: Endpoint<EscrowDayData, Outcome> = {
  name: 'EscrowDay',
  path: samePath('EscrowDay'),
  request: escrowDayData,
  reply: outcome,
};

/** ReportType: 1 orders, 2 tickets. Dates are yyyymmdd in Asia/Taipei. */
const orderDetailData = z
  .strictObject({
    MerchantID: merchantId,
    ReportType: z.enum(['1', '2'], 'A report lists orders or tickets.'),
    BeginDate: reportDate,
    EndDate: reportDate,
  })
  .superRefine(({ BeginDate, EndDate }, context) => {
    if (EndDate >= BeginDate) return;
    const params = { rule: 'reportPeriod', fix: 'Swap the two dates.' };
    const message = 'The end date of a report is not before its begin date.';
    context.addIssue({ code: 'custom', message, path: ['EndDate'], params });
  });

export type OrderDetailData = z.infer<typeof orderDetailData>;

/**
 * Downloads a CSV report (developers.ecpay.com.tw/?p=48558). ECPay allows one per minute and merchant. Its columns are
 * not public.
 */
export const orderDetail: Endpoint<OrderDetailData, string> = {
  name: 'OrderDetail',
  path: samePath('OrderDetail'),
  request: orderDetailData,
  reply: z.string(),
};
