/** Checks the events of one order as the merchant's webhook received them. */
import { isDeepStrictEqual } from 'node:util';
import type { MerchantEvent, OrderSnapshot } from '../../index.js';
import type { TicketOperation } from '../orders/ticket-history.js';
import { STATES, type ComparedViews, type Finding } from './compared-views.js';
import { mergeRepeats } from './register.js';
import { inventedChanges } from './reported-changes.js';

/**
 * @param operations The requests for the order's tickets.
 * @param isOperated An operator reset or terminated the workflow. Its sequence may then start again from an earlier
 *   number or, after an adoption without a known state, from a later one.
 */
export function findEventProblems(
  { snapshot, record, events }: ComparedViews & { readonly snapshot: OrderSnapshot },
  operations: readonly TicketOperation[],
  isOperated: boolean,
): readonly Finding[] {
  const findings: Finding[] = [];
  const first = withoutRepeats(events);
  for (const { id } of first.filter((event) => hasOtherContent(event, events)))
    findings.push({ defect: 'eventsOutOfOrder', text: `the event ${id} arrived with two contents` });

  const sequences = first.map(({ sequence }) => sequence);
  const { last, undelivered } = snapshot.events;
  if (undelivered > 0) findings.push({ defect: 'eventsMissing', text: `${undelivered} events are not delivered` });
  if (last > 0 && !sequences.includes(last))
    findings.push({ defect: 'eventsMissing', text: `event ${last}, the last one, did not arrive` });
  const reported = statesReportedBy(first);
  for (const { ticketNo, useStatus } of record?.tickets ?? []) {
    const states = reported.get(ticketNo) ?? [];
    const state = STATES[useStatus];
    // The run after a reset does not report a return to a state in which it has always known the ticket (decision 58).
    if (isOperated ? states.includes(state) : states.at(-1) === state) continue;
    const text = `by its events, ticket ${ticketNo} is ${states.at(-1) ?? 'unknown'}, not ${state}`;
    findings.push({ defect: 'eventsMissing', text });
  }
  if (isOperated) return findings;

  // The sequence of an order that was not placed here starts at the time of its adoption.
  const start = snapshot.order === undefined ? (sequences[0] ?? last) : 1;
  const missing = range(start, last).filter((sequence) => !sequences.includes(sequence));
  if (missing.length > 0)
    findings.push({ defect: 'eventsMissing', text: `the events ${missing.join(', ')} did not arrive` });
  if (sequences.some((sequence, index) => index > 0 && sequence !== (sequences[index - 1] ?? 0) + 1))
    findings.push({ defect: 'eventsOutOfOrder', text: `events arrived first as ${sequences.join(', ')}` });
  for (const text of findInventedChanges(first, operations)) findings.push({ defect: 'eventsOutOfOrder', text });
  return findings;
}

/** The first arrival of each event. A worker that was suspended repeats an event after later ones. */
function withoutRepeats(events: readonly MerchantEvent[]): readonly MerchantEvent[] {
  return events.filter(({ id }, index) => events.findIndex((other) => other.id === id) === index);
}

/** After a reset the same content may come with another time. */
function hasOtherContent(event: MerchantEvent, events: readonly MerchantEvent[]): boolean {
  const contentOf = ({ type, data }: MerchantEvent) => ({ type, data });
  return events.some((other) => other.id === event.id && !isDeepStrictEqual(contentOf(other), contentOf(event)));
}

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, index) => first + index);
}

/**
 * @param events In any order: an event of an earlier run may arrive after those of the next.
 * @returns the states of each ticket, the last one last
 */
function statesReportedBy(events: readonly MerchantEvent[]): ReadonlyMap<string, readonly string[]> {
  const states = new Map<string, string[]>();
  const inOrder = events.toSorted((a, b) => a.at.localeCompare(b.at) || a.sequence - b.sequence);
  for (const { data } of inOrder)
    if ('tickets' in data)
      for (const { ticketNo, state } of data.tickets) states.set(ticketNo, [...(states.get(ticketNo) ?? []), state]);
  return states;
}

/** An order that takes an old record for the current one reports changes that nobody made. */
function findInventedChanges(
  events: readonly MerchantEvent[],
  operations: readonly TicketOperation[],
): readonly string[] {
  const requested = mergeRepeats(operations)
    .filter(({ outcome }) => outcome !== 'none')
    .map(({ action, ticketNo }) => `${action} ${ticketNo}`);
  return inventedChanges(events, requested).map(
    ({ change, reported, made }) => `its events report ${reported} × ${change}, after ${made} requests`,
  );
}
