/** What each event changes in the read model, and which of its data is kept. Pure. */
import { workflowIdOf } from '../workflows/messages/names.js';
import type { MerchantEvent } from '../workflows/messages/merchant-events.js';
import type { Attention, Payment } from '../workflows/messages/order.js';
import { paymentChange, statusChange, type OrderChanges } from './order-changes.js';

/** Reasons for attention that arise before an order is sent to ECPay. When they disappear, the order is sent. */
const BEFORE_ISSUE: readonly Attention['reason'][] = [
  'amountMismatch',
  'paymentMethod',
  'paymentNotFound',
  'paymentUnconfirmed',
  'paidTooLate',
];

/** The changes by an event. Events that only report something change nothing. */
export function changesByEvent({ type, data }: MerchantEvent): OrderChanges {
  switch (type) {
    case 'paymentConfirmed':
      return { status: statusChange('issuing'), payment: paymentChange(data.payment) };
    case 'issued':
      return {
        status: statusChange('active'),
        issuance: { ticket_trade_no: data.ticketTradeNo },
        tickets: data.tickets,
      };
    case 'late':
      return { status: statusChange('awaitingIssuance') };
    case 'redeemed':
    case 'redemptionCancelled':
    case 'expired':
      return { status: statusChange('active'), tickets: data.tickets };
    case 'refunded':
    case 'refundCancelled':
      return { status: statusChange('active'), refund: refundChange(data), tickets: data.tickets };
    case 'refundAmended':
      return { status: statusChange('active'), refund: refundChange(data) };
    case 'refundConfirmed':
      return { bank_refund: { bank_refunded_amount: data.refundedAmount } };
    case 'needsAttention':
      return { status: statusChange('needsAttention', data.attention) };
    case 'attentionResolved':
      // The table turns this into `active` if the order has tickets: the event does not say so.
      return { status: statusChange(BEFORE_ISSUE.includes(data.reason) ? 'issuing' : 'awaitingIssuance') };
    case 'settled':
    case 'released':
    case 'cancelled':
    case 'abandoned':
      return { status: statusChange(type) };
    case 'refundUnconfirmed':
    case 'unexpectedPayment':
      return {};
  }
}

function refundChange({ refundedAmount, refundFee }: { readonly refundedAmount: number; readonly refundFee: number }) {
  return { refunded_amount: refundedAmount, refund_fee: refundFee };
}

/** What is kept of an event's data. Leaves out redemption numbers, names, and texts that a clerk or ECPay wrote. */
export function keptData({ type, data }: MerchantEvent): Readonly<Record<string, unknown>> {
  switch (type) {
    case 'paymentConfirmed':
    case 'unexpectedPayment':
      return keptPayment(data.payment);
    case 'issued':
    case 'redeemed':
    case 'redemptionCancelled':
    case 'expired':
      return { ticketNos: data.tickets.map(({ ticketNo }) => ticketNo) };
    case 'refunded':
    case 'refundCancelled': {
      const { tickets, refundedAmount, refundFee } = data;
      return { ticketNos: tickets.map(({ ticketNo }) => ticketNo), refundedAmount, refundFee };
    }
    case 'needsAttention': {
      const { reason, code, reminders } = data.attention;
      return { reason, ...(code !== undefined && { code }), reminders };
    }
    case 'attentionResolved':
    case 'cancelled':
      return { reason: data.reason };
    case 'abandoned':
      return data.replacedBy === undefined ? {} : { replacedBy: workflowIdOf(data.replacedBy) };
    case 'late':
    case 'refundAmended':
    case 'refundConfirmed':
    case 'refundUnconfirmed':
    case 'settled':
    case 'released':
      return data;
  }
}

function keptPayment({ amount, reference, paidAt, method }: Payment): Readonly<Record<string, unknown>> {
  return { amount, reference, paidAt, method };
}
