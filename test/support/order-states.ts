/** An order state for every status and reason, and every input that an order can receive. */
import type { Callback, PaymentTerms } from '../../workflows/messages/order.js';
import type { OrderInput } from '../../workflows/state/inputs.js';
import { adopted, placed } from '../../workflows/state/initial-state.js';
import { apply } from '../../workflows/state/transitions.js';
import type { OrderState } from '../../workflows/state/order-state.js';
import { recordOf, electronicOrder } from './orders.js';

export const T0 = Date.UTC(2026, 10, 22);
const order = electronicOrder('CX1');
const unpaid: PaymentTerms = { due: 'beforeIssue', amount: 1000 };
export const callback: Callback = { kind: 'useStatus', receivedAt: '2026-11-22T00:00:00Z', data: { UseStatus: '2' } };
const decision = { by: 'Ann', why: 'the customer called' };
export const inputs = {
  paid: { type: 'paymentConfirmed', payment: { amount: 1000 } },
  paidWithReference: { type: 'paymentConfirmed', payment: { amount: 1000, reference: 'R1' } },
  paidWrongly: { type: 'paymentConfirmed', payment: { amount: 999 } },
  checked: { type: 'paymentChecked', outcome: 'paid', amount: 1000, reference: 'R1', method: 'creditOneTime' },
  checkedOther: { type: 'paymentChecked', outcome: 'paid', amount: 1000, reference: 'R1', method: 'other' },
  trusted: { type: 'paymentChecked', outcome: 'trusted' },
  checkedWrong: { type: 'paymentChecked', outcome: 'paid', amount: 999, reference: 'R1', method: 'creditOneTime' },
  notFound: { type: 'paymentChecked', outcome: 'unpaid', code: '0' },
  paidOtherwise: { type: 'paymentConfirmed', payment: { amount: 1000, reference: 'R3', method: 'other' } },
  paidAnew: { type: 'paymentConfirmed', payment: { amount: 1000, reference: 'R2' } },
  unpaid: { type: 'paymentDeadlinePassed' },
  accepted: { type: 'issueAccepted', numberWasKnown: false },
  acceptedBefore: { type: 'issueAccepted', numberWasKnown: true },
  refused: { type: 'issueRefused', code: '10200047', message: '商品已下架' },
  late: { type: 'issuanceLate' },
  overdue: { type: 'issuanceOverdue' },
  failed: { type: 'issuanceFailed', message: '發行失敗' },
  callback: { type: 'callbackReceived', callback },
  asking: { type: 'reconciliationStarted' },
  attempted: { type: 'issueAttempted' },
  notSent: { type: 'issueNotSent' },
  unanswered: { type: 'issueDelayed', code: 'SERVER_ERROR', message: 'HTTP 500' },
  invalid: { type: 'orderInvalid', code: 'INVALID_ORDER', message: 'operator is missing' },
  reconciliationFailed: { type: 'reconciliationFailed', since: T0 },
  unreadable: { type: 'recordUnreadable', code: 'DATA_REJECTED', message: 'the checksum differs' },
  unknown: { type: 'unknownToECPay' },
  uncertain: { type: 'reconciliationRequested' },
  unusedRecord: { type: 'reconciled', record: recordOf(['unused', 'unused']), asOf: T0 },
  othersRecord: { type: 'reconciled', record: recordOf(['unused', 'unused', 'unused']), asOf: T0 },
  spentRecord: { type: 'reconciled', record: recordOf(['redeemed', 'refunded']), asOf: T0 },
  release: { type: 'releaseDue' },
  replaced: { type: 'replaced', decision, order: electronicOrder('CX2') },
  bank: { type: 'refundConfirmed', refundedAmount: 100 },
  bankSilent: { type: 'refundUnconfirmed' },
  stuck: { type: 'eventsStuck', lastError: 'the webhook is down' },
  resubmitted: { type: 'resubmitted', decision },
  abandoned: { type: 'abandoned', decision },
  cancelled: { type: 'cancelledByOperator', decision },
  reminder: { type: 'reminderDue' },
  broken: { type: 'activityFailed', code: 'INVALID_REQUEST', message: 'it cannot be sent', isConfiguration: false },
  misconfigured: {
    type: 'activityFailed',
    code: 'UNKNOWN_MERCHANT',
    message: 'no such merchant',
    isConfiguration: true,
  },
  delivered: { type: 'eventsDelivered', upTo: 99 },
} satisfies Record<string, OrderInput>;
export type InputName = keyof typeof inputs;

export const play = (start: OrderState, ...names: InputName[]) =>
  names.reduce((state, name) => apply(state, inputs[name], T0), start);
export const awaitingPayment = placed({ order, payment: unpaid }, T0);
export const starts = {
  awaitingPayment,
  issuing: play(awaitingPayment, 'paid'),
  awaitingIssuance: play(awaitingPayment, 'paid', 'accepted'),
  'awaitingIssuance, late': play(awaitingPayment, 'paid', 'accepted', 'late'),
  'awaitingIssuance, adopting': adopted({ adopt: { merchantId: '3085676', merchantTradeNo: 'CX1' } }, T0),
  'awaitingIssuance, of a known number': play(awaitingPayment, 'paid', 'acceptedBefore'),
  active: play(awaitingPayment, 'paid', 'accepted', 'unusedRecord'),
  'needsAttention, refused': play(awaitingPayment, 'paid', 'refused'),
  'needsAttention, unanswered': play(awaitingPayment, 'paid', 'attempted', 'unanswered'),
  'needsAttention, misconfigured before Issue': play(awaitingPayment, 'paid', 'misconfigured'),
  'needsAttention, misconfigured after Issue': play(awaitingPayment, 'paid', 'accepted', 'misconfigured'),
  'needsAttention, unreadable': play(awaitingPayment, 'paid', 'accepted', 'unusedRecord', 'unreadable'),
  'needsAttention, overdue': play(awaitingPayment, 'paid', 'accepted', 'late', 'overdue'),
  'needsAttention, failed': play(awaitingPayment, 'paid', 'accepted', 'failed'),
  'needsAttention, number taken': play(awaitingPayment, 'paid', 'acceptedBefore', 'othersRecord'),
  'needsAttention, wrong amount': play(awaitingPayment, 'paidWrongly'),
  'needsAttention, paid otherwise': play(awaitingPayment, 'paidOtherwise'),
  'needsAttention, payment not found': play(awaitingPayment, 'paidWithReference', 'notFound'),
  'needsAttention, error': play(awaitingPayment, 'paid', 'broken'),
  'needsAttention, paid too late': play(awaitingPayment, 'unpaid', 'paid'),
  settled: play(awaitingPayment, 'paid', 'accepted', 'spentRecord'),
  released: play(awaitingPayment, 'paid', 'accepted', 'unusedRecord', 'release'),
  cancelled: play(awaitingPayment, 'unpaid'),
  abandoned: play(awaitingPayment, 'paid', 'refused', 'abandoned'),
} satisfies Record<string, OrderState>;
