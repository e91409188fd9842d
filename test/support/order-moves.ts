import type { InputName, starts } from './order-states.js';

/** ECPay turns out to have tickets of an order that needs attention: its own, or another's. */
const FOUND = { unusedBook: 'active', othersBook: 'needsAttention: numberTaken', spentBook: 'settled' } as const;
/** ECPay's payment system contradicts the payment. */
const CHECKED = {
  checkedWrong: 'needsAttention: amountMismatch',
  checkedOther: 'needsAttention: paymentMethod',
} as const;
/** Issue is attempted on while attention is needed. */
const SENT_ON = {
  checked: 'issuing',
  trusted: 'issuing',
  ...CHECKED,
  notFound: 'needsAttention: paymentNotFound',
  accepted: 'awaitingIssuance',
  acceptedBefore: 'awaitingIssuance',
  refused: 'needsAttention: issueRefused',
  invalid: 'needsAttention: invalidOrder',
  broken: 'needsAttention: error',
  misconfigured: 'needsAttention: configuration',
} as const;

/** While tickets are polled for, whoever the order is. */
const POLLED = {
  unreadable: 'needsAttention: recordUnreadable',
  overdue: 'needsAttention: issuanceOverdue',
  broken: 'needsAttention: error',
  misconfigured: 'needsAttention: configuration',
  unusedBook: 'active',
  spentBook: 'settled',
} as const;

/** Where each input leads from each start; an input that is not listed leaves the order where it stands. */
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
    ...CHECKED,
    notFound: 'needsAttention: paymentNotFound',
    refused: 'needsAttention: issueRefused',
    invalid: 'needsAttention: invalidOrder',
    unanswered: 'needsAttention: issueDelayed',
    broken: 'needsAttention: error',
    misconfigured: 'needsAttention: configuration',
  },
  awaitingIssuance: {
    ...POLLED,
    late: 'awaitingIssuance: late',
    failed: 'needsAttention: issuanceFailed',
    othersBook: 'active',
  },
  'awaitingIssuance, late': {
    ...POLLED,
    failed: 'needsAttention: issuanceFailed',
    othersBook: 'active',
  },
  'awaitingIssuance, adopting': {
    ...POLLED,
    unknown: 'abandoned',
    failed: 'abandoned',
    othersBook: 'active',
  },
  'awaitingIssuance, of a known number': {
    ...POLLED,
    late: 'awaitingIssuance: late',
    failed: 'needsAttention: issuanceFailed',
    othersBook: 'needsAttention: numberTaken',
  },
  active: { spentBook: 'settled', release: 'released', unreadable: 'needsAttention: recordUnreadable' },
  'needsAttention, refused': { resubmitted: 'issuing', abandoned: 'abandoned', cancelled: 'cancelled', ...FOUND },
  'needsAttention, unanswered': {
    ...SENT_ON,
    ...FOUND,
    resubmitted: 'issuing',
    abandoned: 'abandoned',
  },
  'needsAttention, misconfigured before Issue': {
    ...SENT_ON,
    ...FOUND,
    resubmitted: 'issuing',
    abandoned: 'abandoned',
  },
  'needsAttention, misconfigured after Issue': {
    failed: 'needsAttention: issuanceFailed',
    broken: 'needsAttention: error',
    unusedBook: 'active',
    othersBook: 'active',
    spentBook: 'settled',
    abandoned: 'abandoned',
  },
  'needsAttention, unreadable': { unusedBook: 'active', othersBook: 'active', spentBook: 'settled' },
  'needsAttention, overdue': {
    failed: 'needsAttention: issuanceFailed',
    broken: 'needsAttention: error',
    misconfigured: 'needsAttention: configuration',
    unusedBook: 'active',
    othersBook: 'active',
    spentBook: 'settled',
    abandoned: 'abandoned',
  },
  'needsAttention, failed': { resubmitted: 'issuing', abandoned: 'abandoned', replaced: 'abandoned', ...FOUND },
  'needsAttention, number taken': { abandoned: 'abandoned', replaced: 'abandoned', ...FOUND },
  'needsAttention, payment not found': {
    ...CHECKED,
    checked: 'issuing',
    trusted: 'issuing',
    paidAnew: 'issuing',
    paidOtherwise: 'needsAttention: paymentMethod',
    resubmitted: 'issuing',
    abandoned: 'abandoned',
    cancelled: 'cancelled',
    ...FOUND,
  },
  'needsAttention, paid otherwise': {
    resubmitted: 'issuing',
    abandoned: 'abandoned',
    cancelled: 'cancelled',
    ...FOUND,
  },
  'needsAttention, wrong amount': { resubmitted: 'issuing', abandoned: 'abandoned', cancelled: 'cancelled', ...FOUND },
  'needsAttention, error': { resubmitted: 'issuing', abandoned: 'abandoned', ...FOUND },
  'needsAttention, paid too late': { resubmitted: 'issuing', abandoned: 'abandoned', ...FOUND },
  abandoned: {},
  settled: { unusedBook: 'active', othersBook: 'active', unreadable: 'needsAttention: recordUnreadable' },
  released: { spentBook: 'settled', unreadable: 'needsAttention: recordUnreadable' },
  cancelled: {
    paid: 'needsAttention: paidTooLate',
    paidWithReference: 'needsAttention: paidTooLate',
    paidAnew: 'needsAttention: paidTooLate',
    paidWrongly: 'needsAttention: paidTooLate',
    paidOtherwise: 'needsAttention: paidTooLate',
  },
};
