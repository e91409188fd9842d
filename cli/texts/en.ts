/**
 * What `ecticket` prints for people, in English. The texts of another language have the same keys, so that a missing
 * text does not compile. Errors and JSON are always English.
 */
import type { Attention, OrderStatus } from '../../workflows/messages/order.js';
import type { TicketState, VoucherKind } from '../../ecticket/provider-order.js';
import type { TicketOrder } from '../../ecticket/index.js';
import type { SkippedOrder } from '../find-resubmittable.js';
import { EN_DOCTOR } from './en-doctor.js';
import { EN_OPERATIONS } from './en-operations.js';

const STATUSES: Readonly<Record<OrderStatus, string>> = {
  awaitingPayment: 'awaitingPayment',
  issuing: 'issuing',
  awaitingIssuance: 'awaitingIssuance',
  active: 'active',
  needsAttention: 'needsAttention',
  settled: 'settled',
  released: 'released',
  cancelled: 'cancelled',
  abandoned: 'abandoned',
};

const TICKET_STATES: Readonly<Record<TicketState, string>> = {
  unused: 'unused',
  redeemed: 'redeemed',
  refunded: 'refunded',
  expired: 'expired',
};

const VOUCHERS: Readonly<Record<VoucherKind, string>> = { pickup: 'pickup', gift: 'gift' };

const ISSUE_TYPES: Readonly<Record<TicketOrder['issueType'], string>> = {
  electronic: 'electronic',
  convenienceStore: 'convenienceStore',
  serialNumber: 'serialNumber',
  paper: 'paper',
};

/** By the reason why the order is skipped. */
const SKIPPED_ORDERS: Readonly<Record<SkippedOrder['reason'], string>> = {
  issueRefused: 'its payment needs a decision: ecticket order show',
  invalidOrder: 'its payment needs a decision: ecticket order show',
  issueDelayed: 'wait. The order is sent until ECPay accepts it',
  issuanceFailed: 'resubmit it under a new number, or abandon it',
  issuanceOverdue: 'ask ECPay. If it will not issue the tickets, abandon the order',
  recordUnreadable: 'wait, and ask ECPay. There is nothing to decide',
  configuration: 'fix the settings (ecticket doctor). The order then continues',
  numberTaken: 'resubmit it under a new number, or abandon it',
  amountMismatch: 'compare what was paid. Resubmit it alone to accept that amount, or cancel it',
  paymentMethod: 'return the money and cancel it. Resubmitting it alone issues it nevertheless',
  paymentNotFound: "look at ECPay's payments. Resubmit it alone only if it is paid",
  paymentUnconfirmed: 'wait. Resubmit it alone only if it is paid',
  paidTooLate: 'resubmit it alone, or abandon it',
  error: 'remove the cause (ecticket order show), and resubmit it alone',
  noAttention: 'it needs no decision: ecticket order show',
  unread: 'it cannot be read. ecticket order show says why',
};

export const EN = {
  status: STATUSES,
  ticketState: TICKET_STATES,
  voucher: VOUCHERS,
  issueType: ISSUE_TYPES,

  /** Why an order needs attention. @param resubmissions how often the order was resubmitted before */
  attention: ({ explanation, tried }: Attention, _resubmissions: number) => ({ explanation, tried }),

  order: {
    placed: (name: string) => `placed: ${name}`,
    existed: (name: string) => `exists already: ${name}`,
    translated: (page: string) =>
      "The order is written in the names of ECPay's Issue page and was translated. " +
      'This package calls MerchantID merchantId, TicketInfo items, IssueType "3" issueType "electronic" ' +
      `(${page}). Messages use these names.`,
    watchHint: (name: string) => `Watch it with: ecticket order watch ${name}`,
    paymentRecorded: (name: string) => `Payment recorded for ${name}.`,
    statusIs: (status: string) => `The order is ${status}.`,
    alreadyRunning: 'The order was already running.',
    noTickets: 'ECPay has no tickets of this order.',
    ecpayPending: 'ECPay has not answered yet. Polling continues.',
    callFails: (activity: string, attempt: number, error: string, next: string | undefined) =>
      `Attempt ${attempt} of the activity ${activity} failed: ${error}\n` +
      (next === undefined ? 'Temporal is trying again.' : `Temporal tries again at ${next}.`),
    stopWatching: 'Press Ctrl-C to stop watching. The order keeps running.',
  },

  orderList: {
    none: 'No orders.',
    more: (limit: number) => `There are more than ${limit} orders. Raise --limit to see them.`,
    order: 'Order',
    status: 'Status',
    issueType: 'Issue type',
    unused: 'Unused',
    due: 'Due (Taipei)',
    placed: 'Placed (Taipei)',
    taskFailure: 'Workflow tasks fail',
  },

  orderDetails: {
    late: 'late',
    order: 'Order',
    webUi: 'Web UI',
    platform: 'Platform',
    issueType: 'Issue type',
    payment: 'Payment',
    issued: 'Issued',
    issuedAs: (time: string, tradeNo: string) => `${time} as ${tradeNo}`,
    escrowEnds: 'Escrow ends',
    taipei: (date: string) => `${date} (Taipei)`,
    amounts: 'Amounts',
    callbacks: 'Callbacks',
    received: (count: number, last: string) => `${count}, last at ${last}`,
    events: 'Events',
    undelivered: (count: number) => `${count} not delivered yet`,
    stuck: (since: string, error: string) => `; delivery has failed since ${since}: ${error}`,
    decisions: 'Decisions',
    attention: 'Attention',
    error: 'Error',
    tried: 'Tried',
    since: 'Since',
    commands: 'Commands',
  },

  payment: {
    paid: (amount: string, reference: string | undefined) =>
      `paid ${amount}${reference === undefined ? '' : ` (${reference})`}`,
    notRequired: 'not required',
    awaiting: (amount: string) => `awaiting ${amount}`,
    anyAmount: 'any amount',
    unchecked: 'ECPay has not confirmed it yet',
    candidates: (count: number) => `${count} further payments wait for ECPay's answer`,
    extra: (count: number) => `${count} further payments that the order does not need: return the money`,
  },

  amounts: {
    redeemed: (amount: string) => `${amount} redeemed`,
    refunded: (amount: string) => `${amount} refunded`,
    fee: (amount: string) => ` (fee ${amount})`,
    confirmed: (amount: string) => `${amount} confirmed by the bank`,
  },

  tickets: {
    ticket: 'Ticket',
    redemptionNumber: 'Redemption number',
    state: 'State',
    voucher: 'Voucher',
    item: 'Item',
    value: 'Value',
    date: 'Date (Taipei)',
    moneyMoves: ', money moves',
    refused: (code: string) => `refused (${code})`,
    unknown: 'unknown',
    unknownOutcome: 'ECPay did not answer; the order reads the result from ECPay later',
    oneTicket: (ticketNo: string) => `ticket ${ticketNo}`,
    byWriteOffNo: (no: string) => `the ticket with redemption number ${no}`,
    count: (count: number, item: string | undefined) =>
      `${count} ${count === 1 ? 'ticket' : 'tickets'}${item === undefined ? '' : ` of ${item}`}`,
  },

  prompts: {
    subject: (order: string, tickets: string) => `${order}, ${tickets}`,
    cancelRedemption: 'Cancel the redemption? The ticket becomes usable again.',
    refund: 'Refund? The ticket becomes unusable and its money is returned.',
    cancelRefund: 'Cancel the refund? The ticket becomes usable again.',
    abandon:
      'Abandon the order permanently? If ECPay may have tickets, the order queries ECPay first. ' +
      'When it has ended, you must return any money that was paid.',
    cancelOrder: 'Cancel the order permanently? You must return any money that was paid.',
    resubmit: 'Send the order to ECPay again, unchanged?',
    resubmitCorrected: 'Send the order to ECPay again, with these corrections?',
    resubmitMany: (count: number) => `Send ${count} orders to ECPay again, unchanged?`,
    declined: 'Nothing was done.',
  },

  resubmit: {
    onlyFirst: (count: number) => `Only the first ${count} orders. Run the command again afterwards.`,
    /** Why a matching order is not resubmitted with the others, and what to do. Its reason is printed before. */
    remedy: SKIPPED_ORDERS,
    skipped: (count: number) => `${count} skipped. Decide about each alone:`,
    started: (workflowId: string) => `The workflow ${workflowId} resubmits them, also if this command is interrupted.`,
    matching: (count: number) => `${count} orders need attention and match. Nothing was changed.`,
    progress: (resubmitted: number, total: number, refused: number) =>
      `${resubmitted} of ${total} resubmitted, ${refused} refused`,
  },

  payments: {
    none: 'No unmatched payments.',
    more: (limit: number) => `There are more than ${limit} payments. Raise --limit to see them.`,
    resolved: (name: string) => `The payment ${name} is resolved.`,
    unknown: 'no such order',
    ended: 'the order is closed',
    payment: 'Payment',
    amount: 'Amount',
    forOrder: 'For order',
    reason: 'Reason',
    ecpay: 'ECPay',
    confirmed: 'confirmed',
    unchecked: 'unchecked',
    paid: 'Paid (Taipei)',
    received: 'Received (Taipei)',
    uncheckedWarning: (name: string) =>
      `${name}: ECPay could not be queried. Look the payment up in ECPay's back office before you return money.`,
    oldWarning: (name: string) =>
      `${name} is more than a week older than its notification. It may belong to an order past Temporal's retention.`,
    otherCaseWarning: (name: string, other: string) =>
      `${name}: ${other} has this number in another case. Compare its payment.`,
  },

  events: {
    stopped: (sent: number, total: number, next: number, type: string) =>
      `Sent ${sent} of ${total} events. Continue with --since ${next} (${type}).`,
    none: (order: string) => `The order ${order} has no such events.`,
    accepted: (count: number, order: string, events: string) =>
      `The webhook accepted ${count} events of the order ${order}: ${events}.`,
  },

  more: (count: number) => `… and ${count} more`,
  written: (file: string, bytes: number) => `${file}: ${bytes} bytes`,
  period: '.',
  colon: ': ',
  semicolon: '; ',
  comma: ', ',
  ticketCount: (count: number, state: string) => `${count} ${state}`,
  noWorker: 'No worker answers. Is one running?',
  doctor: EN_DOCTOR,
  ...EN_OPERATIONS,
};

/** The texts of a language. */
export type Texts = typeof EN;
