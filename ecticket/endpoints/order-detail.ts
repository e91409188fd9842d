import { z } from 'zod';
import { merchantId } from '../issue-rules/fields.js';
import { samePath, type Endpoint } from './endpoint.js';
import { reportDate } from './request-fields.js';

/** ReportType: 1 orders, 2 tickets. Dates are yyyymmdd, Asia/Taipei. */
const request = z
  .strictObject({
    MerchantID: merchantId,
    ReportType: z.enum(['1', '2'], 'A report is about orders or about tickets.'),
    BeginDate: reportDate,
    EndDate: reportDate,
  })
  .superRefine(({ BeginDate, EndDate }, context) => {
    if (EndDate >= BeginDate) return;
    const params = { rule: 'reportPeriod', fix: 'Swap the two dates.' };
    context.addIssue({ code: 'custom', message: 'A report does not end before it begins.', path: ['EndDate'], params });
  });

export type OrderDetailData = z.infer<typeof request>;

/** A CSV report, one a minute and merchant (developers.ecpay.com.tw/?p=48558). Its columns are not public. */
export const orderDetail: Endpoint<OrderDetailData, string> = {
  name: 'OrderDetail',
  path: samePath('OrderDetail'),
  request,
  reply: z.string(),
};
