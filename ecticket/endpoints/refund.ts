import { z } from 'zod';
import { operator, storeId } from '../issue-rules/fields.js';
import { pathByProfile, type Endpoint } from './endpoint.js';
import { outcome, type Outcome } from './outcome.js';
import { byTicketNumber, cancelReason, refundFee } from './request-fields.js';

/**
 * Action: 1 refund, 2 cancel the refund. That these fields are WriteOff's is our reading, and so is RefundFee: the overview
 * says that the merchant can set a fee, not where; the name follows QueryOrderInfo's TotalRefundFee.
 */
const request = byTicketNumber({
  Action: z.enum(['1', '2'], 'A refund is made or cancelled.'),
  CancelReason: cancelReason.exactOptional(),
  StoreID: storeId.exactOptional(),
  Operator: operator.exactOptional(),
  RefundFee: refundFee.exactOptional(),
});

export type RefundData = z.infer<typeof request>;

/** Refunds a ticket, or cancels its refund (developers.ecpay.com.tw/?p=32165). */
export const refund: Endpoint<RefundData, Outcome> = {
  name: 'Refund',
  path: pathByProfile({ issueOnly: '/api/Ticket/Refund', escrow: '/api/issuance/Refund' }),
  request,
  reply: outcome,
};
