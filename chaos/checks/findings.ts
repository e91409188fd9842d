/**
 * Compares the views of an order: ECPay's record, the order as Temporal has it, and what the merchant's webhook has
 * received.
 */
import type { Attention } from '../../client/index.js';
import type { MerchantEvent, OrderSnapshot } from '../../index.js';
import type { OrderView } from '../../sandbox/index.js';
import type { OrderJourney } from '../orders/order-journey.js';
import { STATES, type ComparedViews, type Finding } from './compared-views.js';
import { findEventProblems } from './events.js';
import { isLinearizable } from './register.js';

/** What the plan did to an order. */
export interface Treatment {
  /** An operator reset or terminated the workflow. */
  readonly isOperated: boolean;
  /** How long a delivery would have waited if the operator had not let it start, in ms; 0 if none waited. */
  readonly deliveryWaitMs: number;
  /** Whether a fault of the plan explains that the order needed attention. */
  explains(attention: Attention): boolean;
}

/** A webhook that works again has what waits after this time at most (decision 56). */
const MAX_DELIVERY_WAIT_MS = 600_000;

/** Returns everything that is wrong with an order. */
export function findDefects(journey: OrderJourney, views: ComparedViews, treatment: Treatment): readonly Finding[] {
  const { record, snapshot, unreadable, events } = views;
  const { operations } = journey;
  const findings: Finding[] = [];
  const report = (defect: Finding['defect'], ...texts: readonly string[]) =>
    findings.push(...texts.map((text) => ({ defect, text })));

  if ((record?.issuances ?? 0) > 1) report('doubleIssues', `ECPay issued it ${record?.issuances} times`);
  if (journey.failure !== undefined)
    findings.push({ defect: 'wrongFinalStates', text: `its journey ended with ${journey.failure}`, isFinal: true });
  if (treatment.deliveryWaitMs > MAX_DELIVERY_WAIT_MS) {
    const text = `a delivery would have waited for ${Math.round(treatment.deliveryWaitMs / 60_000)} minutes more`;
    findings.push({ defect: 'eventsMissing', text, isFinal: true });
  }
  // The run after a reset may not have an update id.
  if (!treatment.isOperated) report('wrongFinalStates', ...journey.wrongAnswers);
  report('wrongFinalStates', ...findBrokenRegisters(journey, record));
  if (unreadable !== undefined) report('wrongFinalStates', `it cannot be read: ${unreadable}`);
  else if (snapshot === undefined && journey.isPlaced) report('lost', 'Temporal has no such order');
  if (snapshot === undefined) return findings;
  if (mustBeIssued(journey) && record?.issuances !== 1)
    report('lost', `ECPay issued it ${record?.issuances ?? 0} times`);
  report('wrongFinalStates', ...compareWithRecord(journey, snapshot, record));
  findings.push(...compareRefunds(snapshot, record, events));
  findings.push(...findEventProblems({ snapshot, record, events }, operations, treatment.isOperated));
  report('unexplainedAttention', ...findUnexplainedAttention(journey, views, treatment));
  return findings;
}

function mustBeIssued({ kind, isPlaced }: OrderJourney): boolean {
  return isPlaced && (kind.destiny === 'issued' || kind.destiny === 'corrected');
}

function compareWithRecord(
  journey: OrderJourney,
  snapshot: OrderSnapshot,
  record: OrderView | undefined,
): readonly string[] {
  const expected = expectedStatus(journey, record);
  const atECPay = record?.tickets.map(({ ticketNo, useStatus }) => `${ticketNo} ${STATES[useStatus]}`) ?? [];
  const here = snapshot.tickets.map(({ ticketNo, state }) => `${ticketNo} ${state}`);
  const [tickets, recorded] = [here, atECPay].map((lines) => lines.sort().join(', '));
  return [
    ...(snapshot.status === expected ? [] : [`its status is ${snapshot.status} instead of ${expected}`]),
    ...(tickets === recorded ? [] : [`its tickets are ${tickets || 'none'}; at ECPay they are ${recorded || 'none'}`]),
  ];
}

/**
 * What the bank has paid back of refunds during escrow must be what the order has as confirmed, and what its events
 * have reported; in NT$. An order without timing of its own, because it was terminated and adopted or comes from the
 * back office, polls for that an hour later at the earliest.
 */
function compareRefunds(
  { amounts, timing }: OrderSnapshot,
  record: OrderView | undefined,
  events: readonly MerchantEvent[],
): readonly Finding[] {
  const { refundConfirmed: confirmed } = amounts;
  const { escrowEndsOn, tickets = [] } = record ?? {};
  const paidBack = tickets
    .filter(
      ({ ticketType, useStatus, refundedOn = '' }) =>
        ticketType === '1' && useStatus === 3 && escrowEndsOn !== undefined && refundedOn <= escrowEndsOn,
    )
    .reduce((total, { price, refundFee }) => total + price - refundFee, 0);
  const findings: Finding[] = [];
  if (confirmed > paidBack || (confirmed < paidBack && timing?.firstRefundQuery !== undefined)) {
    const text = `it has confirmations for NT$${confirmed} of refunds; the bank has paid back NT$${paidBack}`;
    findings.push({ defect: 'wrongFinalStates', text });
  }
  const totals = events.flatMap((event) => (event.type === 'refundConfirmed' ? [event.data.refundedAmount] : []));
  const reported = Math.max(0, ...totals);
  if (confirmed > reported) {
    const text = `its events have confirmed NT$${reported} of refunds, not NT$${confirmed}`;
    findings.push({ defect: 'eventsMissing', text });
  }
  return findings;
}

function expectedStatus({ kind }: OrderJourney, record: OrderView | undefined): OrderSnapshot['status'] {
  if (kind.destiny === 'cancelled') return 'cancelled';
  if (kind.destiny === 'refused') return 'needsAttention';
  if (record === undefined || record.status === 'refused') return 'issuing';
  if (record.tickets.length === 0) return 'awaitingIssuance';
  return record.tickets.some(({ useStatus }) => useStatus === 1) ? 'active' : 'settled';
}

/** The history of each ticket must be that of a register. */
function findBrokenRegisters({ operations }: OrderJourney, record: OrderView | undefined): readonly string[] {
  return (record?.tickets ?? []).flatMap(({ ticketNo, useStatus }) => {
    const ofTicket = operations.filter((operation) => operation.ticketNo === ticketNo);
    if (useStatus === 4 || isLinearizable(ofTicket, STATES[useStatus])) return [];
    return [`no sequence of the answered requests for ticket ${ticketNo} ends in ${STATES[useStatus]}`];
  });
}

function findUnexplainedAttention(
  journey: OrderJourney,
  { snapshot, events }: ComparedViews,
  treatment: Treatment,
): readonly string[] {
  const seen = [
    ...journey.attentions,
    ...(snapshot?.attention === undefined ? [] : [snapshot.attention]),
    ...events.flatMap((event) => (event.type === 'needsAttention' ? [event.data.attention] : [])),
  ];
  const texts = seen
    .filter((attention) => !isDestined(journey, attention) && !treatment.explains(attention))
    .map(({ reason, code = '', message = '' }) => `it needed attention: ${reason} ${code} ${message}`);
  return [...new Set(texts)];
}

/** The orders that ECPay refuses: an item that is off sale, and a mistyped one. */
function isDestined({ kind }: OrderJourney, { reason, code }: Attention): boolean {
  if (reason !== 'issueRefused') return false;
  return (kind.destiny === 'refused' && code === '10200135') || (kind.destiny === 'corrected' && code === '10200134');
}
