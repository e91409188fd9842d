/** Whether an order has ended as expected: by what Temporal, ECPay's book and the shop say of it. */
import { OrderNotFoundError } from '../client/index.js';
import type { MerchantEvent, OrderSnapshot } from '../index.js';
import type { OrderView } from '../sandbox/index.js';
import { formatCounts } from '../cli/display/format.js';
import { NO_TICKETS } from './display/format-events.js';
import type { DemoOrder, Context } from './context.js';
import type { Expectation } from './scenarios/scenario.js';

export interface Verdict extends DemoOrder {
  /** The order as it ended; undefined where it was never placed. */
  readonly snapshot: OrderSnapshot | undefined;
  /** What is not as expected, a sentence each: what should be, and what is. */
  readonly differences: readonly string[];
}

/** `trouble`: what has gone otherwise on the way, if anything has. */
export async function judge(cast: DemoOrder, around: Context, trouble: string | undefined): Promise<Verdict> {
  const snapshot = await around.ecticket.getOrder(cast.order).catch(unlessNotFound);
  const book = await around.ecpay.look(cast.tradeNo);
  const told = around.shop.told(cast.tradeNo);
  const differences = [
    trouble,
    ...(snapshot === undefined
      ? ['Temporal has no such order']
      : [...snapshotDifferences(cast.scenario.expected, snapshot), ...bookDifferences(snapshot, book)]),
    ...eventDifferences(cast.scenario.expected, snapshot, told),
  ];
  return { ...cast, snapshot, differences: differences.filter((difference) => difference !== undefined) };
}

function unlessNotFound(error: unknown): undefined {
  if (!(error instanceof OrderNotFoundError)) throw error;
}

function snapshotDifferences(expected: Expectation, { status, counts }: OrderSnapshot): (string | undefined)[] {
  const planned = { ...NO_TICKETS, ...expected.tickets };
  return [differs('status', expected.status, status), differs('tickets', formatCounts(planned), formatCounts(counts))];
}

/** An order is issued once, with the tickets that Temporal knows; or refused, with the words that Temporal kept. */
function bookDifferences(snapshot: OrderSnapshot, book: OrderView | undefined): (string | undefined)[] {
  const issued = snapshot.tickets.length > 0 ? 1 : 0;
  const states = ['', 'unused', 'redeemed', 'refunded', 'expired'] as const;
  const atECPay = book?.tickets.map(({ ticketNo, useStatus }) => ({ ticketNo, state: states[useStatus] })) ?? [];
  return [
    differs('times issued by ECPay', issued, book?.issuances ?? 0),
    differs("tickets in Temporal, against those in ECPay's book", listed(atECPay), listed(snapshot.tickets)),
    differs("words kept for a person, against ECPay's", wordsIn(book), snapshot.attention?.words ?? ''),
  ];
}

/** ECPay's words of why it did not issue; its book has the code before them. */
function wordsIn(book: OrderView | undefined): string {
  return book?.remark.replace(/^\d+: /, '') ?? '';
}

function eventDifferences(
  expected: Expectation,
  snapshot: OrderSnapshot | undefined,
  told: readonly MerchantEvent[],
): (string | undefined)[] {
  const types = told.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1]);
  // An order that was adopted counts on from the seconds of its adoption, any other from 1.
  const first = snapshot?.order === undefined ? (told[0]?.sequence ?? 1) : 1;
  const inOrder = told.every(({ sequence }, index) => sequence === first + index);
  return [
    differs('events told to the shop', expected.events.join(', '), types.join(', ')),
    inOrder ? undefined : `the events came out of order: ${told.map(({ sequence }) => sequence).join(', ')}`,
  ];
}

function differs(what: string, expected: string | number, is: string | number): string | undefined {
  return expected === is ? undefined : `${what}: expected ${expected || 'none'}, is ${is || 'none'}`;
}

function listed(tickets: readonly { readonly ticketNo: string; readonly state: string }[]): string {
  const lines = tickets.map(({ ticketNo, state }) => `${ticketNo} ${state}`);
  return lines.sort().join(', ');
}
