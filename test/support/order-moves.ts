import type { InputName, starts } from './order-states.js';

/** ECPay's record shows tickets for an order that needs attention: its own, or another order's. */
const TICKETS_FOUND = {
  unusedRecord: 'active',
  othersRecord: 'needsAttention: numberTaken',
  spentRecord: 'settled',
} as const;
/** ECPay's payment system contradicts the payment. */
const PAYMENT_CONTRADICTED = {
  checkedWrong: 'needsAttention: amountMismatch',
  checkedOther: 'needsAttention: paymentMethod',
} as const;
/** Issue attempts continue while the order needs attention. */
const ISSUE_RETRIED = {
  checked: 'issuing',
  trusted: 'issuing',
  ...PAYMENT_CONTRADICTED,
  notFound: 'needsAttention: paymentNotFound',
  accepted: 'awaitingIssuance',
  acceptedBefore: 'awaitingIssuance',
  refused: 'needsAttention: issueRefused',
  invalid: 'needsAttention: invalidOrder',
  broken: 'needsAttention: error',
  misconfigured: 'needsAttention: configuration',
} as const;

/** Inputs while the workflow polls for tickets. */
const POLLING = {
  unreadable: 'needsAttention: recordUnreadable',
  overdue: 'needsAttention: issuanceOverdue',
  broken: 'needsAttention: error',
  misconfigured: 'needsAttention: configuration',
  unusedRecord: 'active',
  spentRecord: 'settled',
} as const;

/** The resulting status per start and input. An input that is not listed does not change the status. */
export const moves: Record<keyof typeof starts, Partial<Record<InputName, string>>> = {
  awaitingPayment: {
    paid: 'issuing',
    paidWithReference: 'issuing',
    paidAnew: 'issuing',
    paidWrongly: 'needsAttention: amountMismatch',
    paidOtherwise: 'needsAttention: paymentMethod',
    unpaid: 'cancelled',
    cancelled: 'cancelled',
  },
  issuing: {
    accepted: 'awaitingIssuance',
    acceptedBefore: 'awaitingIssuance',
    ...PAYMENT_CONTRADICTED,
    notFound: 'needsAttention: paymentNotFound',
    refused: 'needsAttention: issueRefused',
    invalid: 'needsAttention: invalidOrder',
    unanswered: 'needsAttention: issueDelayed',
    broken: 'needsAttention: error',
    misconfigured: 'needsAttention: configuration',
  },
  awaitingIssuance: {
    ...POLLING,
    late: 'awaitingIssuance: late',
    failed: 'needsAttention: issuanceFailed',
    othersRecord: 'active',
  },
  'awaitingIssuance, late': {
    ...POLLING,
    failed: 'needsAttention: issuanceFailed',
    othersRecord: 'active',
  },
  'awaitingIssuance, adopting': {
    ...POLLING,
    unknown: 'abandoned',
    failed: 'abandoned',
    othersRecord: 'active',
  },
  'awaitingIssuance, of a known number': {
    ...POLLING,
    late: 'awaitingIssuance: late',
    failed: 'needsAttention: issuanceFailed',
    othersRecord: 'needsAttention: numberTaken',
  },
  active: { spentRecord: 'settled', release: 'released', unreadable: 'needsAttention: recordUnreadable' },
  'needsAttention, refused': {
    resubmitted: 'issuing',
    abandoned: 'abandoned',
    cancelled: 'cancelled',
    ...TICKETS_FOUND,
  },
  'needsAttention, unanswered': {
    ...ISSUE_RETRIED,
    // A payment that is found does not make ECPay answer Issue.
    checked: 'needsAttention: issueDelayed',
    trusted: 'needsAttention: issueDelayed',
    ...TICKETS_FOUND,
    resubmitted: 'issuing',
    abandoned: 'awaitingIssuance',
  },
  'needsAttention, misconfigured before Issue': {
    ...ISSUE_RETRIED,
    ...TICKETS_FOUND,
    resubmitted: 'issuing',
    abandoned: 'abandoned',
  },
  'needsAttention, misconfigured after Issue': {
    failed: 'needsAttention: issuanceFailed',
    broken: 'needsAttention: error',
    unusedRecord: 'active',
    othersRecord: 'active',
    spentRecord: 'settled',
    abandoned: 'awaitingIssuance',
  },
  'needsAttention, unreadable': { unusedRecord: 'active', othersRecord: 'active', spentRecord: 'settled' },
  'needsAttention, overdue': {
    failed: 'needsAttention: issuanceFailed',
    broken: 'needsAttention: error',
    misconfigured: 'needsAttention: configuration',
    unusedRecord: 'active',
    othersRecord: 'active',
    spentRecord: 'settled',
    abandoned: 'abandoned',
  },
  'needsAttention, failed': { resubmitted: 'issuing', abandoned: 'abandoned', replaced: 'abandoned', ...TICKETS_FOUND },
  'needsAttention, number taken': { abandoned: 'abandoned', replaced: 'abandoned', ...TICKETS_FOUND },
  'needsAttention, payment not found': {
    // The merchant's own confirmation is taken as true.
    paid: 'issuing',
    paidWithReference: 'issuing',
    paidWrongly: 'needsAttention: amountMismatch',
    broken: 'needsAttention: error',
    ...PAYMENT_CONTRADICTED,
    checked: 'issuing',
    trusted: 'issuing',
    paidAnew: 'issuing',
    paidOtherwise: 'needsAttention: paymentMethod',
    resubmitted: 'issuing',
    abandoned: 'abandoned',
    cancelled: 'cancelled',
    ...TICKETS_FOUND,
  },
  'needsAttention, paid otherwise': {
    resubmitted: 'issuing',
    abandoned: 'abandoned',
    cancelled: 'cancelled',
    ...TICKETS_FOUND,
  },
  'needsAttention, wrong amount': {
    resubmitted: 'issuing',
    abandoned: 'abandoned',
    cancelled: 'cancelled',
    ...TICKETS_FOUND,
  },
  'needsAttention, error': { resubmitted: 'issuing', abandoned: 'abandoned', ...TICKETS_FOUND },
  'needsAttention, paid too late': { resubmitted: 'issuing', abandoned: 'abandoned', ...TICKETS_FOUND },
  abandoned: {},
  settled: { unusedRecord: 'active', othersRecord: 'active', unreadable: 'needsAttention: recordUnreadable' },
  released: { spentRecord: 'settled', othersRecord: 'active', unreadable: 'needsAttention: recordUnreadable' },
  cancelled: {
    paid: 'needsAttention: paidTooLate',
    paidWithReference: 'needsAttention: paidTooLate',
    paidAnew: 'needsAttention: paidTooLate',
    paidWrongly: 'needsAttention: paidTooLate',
    paidOtherwise: 'needsAttention: paidTooLate',
  },
};
