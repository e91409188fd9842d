/** Compares an order's result with its scenario's expectation: in Temporal, at ECPay, and in the merchant's events. */
import { setTimeout as sleep } from 'node:timers/promises';
import { formatCounts } from '../cli/display/format.js';
import { OrderNotFoundError, WorkerUnavailableError, type ECTicketClient } from '../client/index.js';
import type { MerchantEvent, OrderRef, OrderSnapshot } from '../index.js';
import type { OrderView } from '../sandbox/index.js';
import { NO_TICKETS } from './display/progress.js';
import type { DemoContext, DemoOrder } from './orders.js';
import type { Expectation } from './scenarios/scenario.js';

const READ_TIMEOUT_MS = 60_000;

export interface OrderResult extends DemoOrder {
  /** The order's final snapshot; undefined if the order was never placed. */
  readonly snapshot: OrderSnapshot | undefined;
  /** One sentence per difference: the expected value and the actual one. Empty if the order ended as expected. */
  readonly differences: readonly string[];
}

/**
 * Reads an order's result from Temporal, ECPay and the merchant, and lists how it differs from the expectation.
 *
 * @param failure Why the scenario ended early, if it did. It becomes the first difference.
 */
export async function checkResult(
  order: DemoOrder,
  { ecticket, ecpay, merchant, signal }: DemoContext,
  failure: string | undefined,
): Promise<OrderResult> {
  const snapshot = await readOrder(ecticket, order.order, signal);
  const orderAtECPay = await ecpay.findOrder(order.tradeNo);
  const events = merchant.eventsOf(order.tradeNo);
  const { expected } = order.scenario;
  const differences = [
    failure,
    ...(snapshot === undefined
      ? ['Temporal has no such order']
      : [...compareSnapshot(expected, snapshot), ...compareWithECPay(snapshot, orderAtECPay)]),
    ...compareEvents(expected, snapshot, events),
  ];
  return { ...order, snapshot, differences: differences.filter((difference) => difference !== undefined) };
}

/** Reads an order; undefined if there is none. On a busy machine, a worker may take longer than the client waits. */
async function readOrder(
  ecticket: ECTicketClient,
  ref: OrderRef,
  signal: AbortSignal,
): Promise<OrderSnapshot | undefined> {
  const end = performance.now() + READ_TIMEOUT_MS;
  for (;;) {
    try {
      return await ecticket.getOrder(ref);
    } catch (error) {
      if (error instanceof OrderNotFoundError) return undefined;
      if (!(error instanceof WorkerUnavailableError) || performance.now() > end) throw error;
    }
    await sleep(1000, undefined, { signal });
  }
}

function compareSnapshot(expected: Expectation, { status, counts }: OrderSnapshot): (string | undefined)[] {
  const expectedCounts = { ...NO_TICKETS, ...expected.tickets };
  return [
    compare('status', expected.status, status),
    compare('tickets', formatCounts(expectedCounts), formatCounts(counts)),
  ];
}

/** ECPay has either issued the order once, with the tickets in Temporal, or refused it for the reason in Temporal. */
function compareWithECPay(snapshot: OrderSnapshot, order: OrderView | undefined): (string | undefined)[] {
  const expectedIssuances = snapshot.tickets.length > 0 ? 1 : 0;
  const states = ['', 'unused', 'redeemed', 'refunded', 'expired'] as const;
  const tickets = order?.tickets.map(({ ticketNo, useStatus }) => ({ ticketNo, state: states[useStatus] })) ?? [];
  return [
    compare('times issued by ECPay', expectedIssuances, order?.issuances ?? 0),
    compare("tickets in Temporal compared with ECPay's", listTickets(tickets), listTickets(snapshot.tickets)),
    compare("message of the attention compared with ECPay's", messageOf(order), snapshot.attention?.message ?? ''),
  ];
}

/** Returns ECPay's message why it did not issue the order, without the code that the sandbox puts before it. */
function messageOf(order: OrderView | undefined): string {
  return order?.remark.replace(/^\d+: /, '') ?? '';
}

function compareEvents(
  expected: Expectation,
  snapshot: OrderSnapshot | undefined,
  events: readonly MerchantEvent[],
): (string | undefined)[] {
  const types = events.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1]);
  // Sequence numbers start at 1. Those of an adopted order start at the Unix time of its adoption.
  const first = snapshot?.order === undefined ? (events[0]?.sequence ?? 1) : 1;
  const isInOrder = events.every(({ sequence }, index) => sequence === first + index);
  return [
    compare('events delivered to the merchant', expected.events.join(', '), types.join(', ')),
    isInOrder ? undefined : `events are out of order: ${events.map(({ sequence }) => sequence).join(', ')}`,
  ];
}

function compare(what: string, expected: string | number, actual: string | number): string | undefined {
  return expected === actual ? undefined : `${what}: expected ${expected || 'none'}, is ${actual || 'none'}`;
}

function listTickets(tickets: readonly { readonly ticketNo: string; readonly state: string }[]): string {
  const lines = tickets.map(({ ticketNo, state }) => `${ticketNo} ${state}`);
  return lines.sort().join(', ');
}
