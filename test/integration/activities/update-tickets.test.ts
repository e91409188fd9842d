/** One attempt after the other to move tickets, as Temporal makes them: what the last one kept is what the next one is given. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CancelledFailure } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { makeUpdateTickets } from '../../../activities/update-tickets.js';
import { ThrottleGate } from '../../../activities/throttle-gate.js';
import { MerchantRegistry, STAGE_MERCHANTS, TicketApi } from '../../../ecticket/index.js';
import { electronicOrder, issued, startParts, type Parts } from '../sandbox/support/parts.js';
import type { UpdateTicketsRequest, UpdateTicketsResult } from '../../../workflows/messages/activities.js';

const MINUTE = 60_000;
/** An attempt that is scheduled when `left` seconds of its activity's minute are left, by the server's clock. */
const endingIn = (left: number) => ({ passed: MINUTE - left * 1000 });

/** Notes when each ticket goes out. */
class WatchedApi extends TicketApi {
  readonly sentAt: number[] = [];

  override writeOff(...said: Parameters<TicketApi['writeOff']>): Promise<void> {
    this.sentAt.push(performance.now());
    return super.writeOff(...said);
  }
}

let parts: Parts;
beforeAll(async () => {
  parts = await startParts();
});
afterAll(() => parts.close());

interface Attempt {
  readonly number?: number;
  readonly details?: unknown;
  /** Milliseconds from the activity's scheduling to this attempt's. */
  readonly passed?: number;
  /** Milliseconds by which the server's clock differs from this machine's. */
  readonly skew?: number;
  readonly onKept?: (details: unknown, cancel: () => void) => void;
}

async function anOrder(quantity: number) {
  const ref = await issued(parts, electronicOrder({ items: [{ itemNo: 'VQT04959', quantity }] }));
  const tradeNo = ref.merchantTradeNo ?? '';
  const api = new WatchedApi({ merchants: new MerchantRegistry(STAGE_MERCHANTS), baseUrl: parts.url });
  const gate = new ThrottleGate({ warn: () => undefined }, Date.now);
  const updateTickets = makeUpdateTickets({ api, gate, now: Date.now });
  const tickets = parts.order(tradeNo).tickets.map(({ ticketNo, writeOffNo }) => ({ ticketNo, writeOffNo }));
  let kept: unknown;
  return {
    sentAt: api.sentAt,
    kept: () => kept,
    /** 1 unused, 2 redeemed. */
    useStatuses: () => parts.order(tradeNo).tickets.map(({ useStatus }) => useStatus),
    scannedElsewhere: (...places: number[]) =>
      parts.control('POST', `/orders/${tradeNo}/redeem`, {
        ticketNos: places.map((place) => tickets[place]?.ticketNo),
      }),
    fault: (on: 'WriteOff' | 'QueryOrderInfo', kind: string, more: object = {}) =>
      parts.control('POST', '/faults', { on: `/api/Ticket/${on}`, kind, tradeNo, ...more }),
    /** What became of the tickets. */
    redeem: async ({ number = 1, details, passed = 0, skew = 0, onKept }: Attempt = {}) => {
      const scheduledTimestampMs = Date.now() + skew - passed;
      const environment = new MockActivityEnvironment({
        ...{ attempt: number, heartbeatDetails: details },
        ...{ scheduledTimestampMs, currentAttemptScheduledTimestampMs: scheduledTimestampMs + passed },
        ...{ scheduleToCloseTimeoutMs: MINUTE, startToCloseTimeoutMs: MINUTE },
      });
      environment.on('heartbeat', (latest: unknown) => {
        kept = latest;
        onKept?.(latest, () => environment.cancel());
      });
      try {
        const request = { ref, action: 'redeem', tickets, scheduleToStartTimeout: 0 } as const;
        const { results } = await environment.run<[UpdateTicketsRequest], UpdateTicketsResult, typeof updateTickets>(
          updateTickets,
          request,
        );
        return results.map(({ result }) => result);
      } finally {
        api.close();
      }
    },
  };
}

describe('whose a redemption is', () => {
  test('what somebody else redeemed before the first ticket was sent is refused, however often it is tried', async () => {
    const order = await anOrder(3);
    await order.scannedElsewhere(2);
    await order.fault('WriteOff', 'reset', { times: 2 });
    await expect(order.redeem()).rejects.toMatchObject({ type: 'TIMED_OUT' });
    await expect(order.redeem({ number: 2, details: order.kept() })).rejects.toThrow();
    expect(await order.redeem({ number: 3, details: order.kept() })).toEqual(['done', 'done', 'refused']);
  });

  test('a ticket that is redeemed after a lost answer is nobody’s for certain: a clerk may have been quicker than the retry', async () => {
    const order = await anOrder(2);
    await order.fault('WriteOff', 'resetAfter');
    await expect(order.redeem()).rejects.toThrow();
    expect(order.useStatuses()).toEqual([2, 1]);
    expect(await order.redeem({ number: 2, details: order.kept() })).toEqual(['unknown', 'done']);
  });

  test('after a clear no nothing of ours was done: a ticket that a clerk redeems before the retry is refused', async () => {
    const order = await anOrder(2);
    await order.fault('WriteOff', 'transCode');
    await expect(order.redeem()).rejects.toMatchObject({ type: 'ENVELOPE_REFUSED' });
    await order.scannedElsewhere(0);
    expect(await order.redeem({ number: 2, details: order.kept() })).toEqual(['refused', 'done']);
  });

  test('throttled at the first ticket: it was not sent, and no other is', async () => {
    const order = await anOrder(2);
    await order.fault('WriteOff', 'http403');
    expect(await order.redeem()).toEqual(['notSent', 'notSent']);
    expect(order.sentAt).toHaveLength(1);
  });

  test.each(['http500', 'reset', 'html', 'truncated'])(
    'after %s a ticket that a clerk redeems before the retry is not said to be ours',
    async (kind) => {
      const order = await anOrder(1);
      await order.fault('WriteOff', kind);
      await expect(order.redeem()).rejects.toThrow();
      if (order.useStatuses()[0] === 1) await order.scannedElsewhere(0);
      expect(await order.redeem({ number: 2, details: order.kept() })).toEqual(['unknown']);
    },
  );

  test.each([undefined, null, 'x', {}, [{ result: 'done' }], { results: [] }])(
    'after a killed worker that has left %p behind, nothing that is redeemed already is said to be ours, or another’s',
    async (details) => {
      const order = await anOrder(2);
      await order.scannedElsewhere(0);
      expect(await order.redeem({ number: 2, details })).toEqual(['unknown', 'done']);
    },
  );

  test('where the first record cannot be read nothing is sent', async () => {
    const order = await anOrder(1);
    await order.fault('QueryOrderInfo', 'http500');
    await expect(order.redeem()).rejects.toMatchObject({ type: 'SERVER_ERROR' });
    expect([order.sentAt, order.kept(), order.useStatuses()]).toEqual([[], { results: [], isComplete: true }, [1]]);
  });

  test('while ECPay throttles the merchant nothing is sent, and the answer says so at once', async () => {
    const order = await anOrder(2);
    await order.fault('QueryOrderInfo', 'http403');
    expect(await order.redeem()).toEqual(['notSent', 'notSent']);
    expect(order.sentAt).toEqual([]);
  });
});

describe('no faster and no longer than is allowed', () => {
  test('between two tickets pass the 200 ms that ECPay advises', async () => {
    const order = await anOrder(4);
    expect(await order.redeem()).toEqual(['done', 'done', 'done', 'done']);
    const gaps = order.sentAt.slice(1).map((at, index) => at - (order.sentAt[index] ?? 0));
    expect(gaps.filter((gap) => gap < 190)).toEqual([]);
  });

  test('nothing is sent in the last ten seconds, and what was not sent is said to be so', async () => {
    const order = await anOrder(3);
    await order.fault('WriteOff', 'slow', { ms: 3500, times: 3 });
    expect(await order.redeem(endingIn(13))).toEqual(['done', 'notSent', 'notSent']);
    expect(order.useStatuses()).toEqual([2, 1, 1]);
  });

  test.each([-50_000, 50_000])('a server whose clock differs by %d ms disables no ticket action', async (skew) => {
    const order = await anOrder(1);
    expect(await order.redeem({ skew })).toEqual(['done']);
  });

  test('too late for another attempt: what was answered stands, what got no answer is unknown, the rest was not sent', async () => {
    const order = await anOrder(3);
    await order.fault('WriteOff', 'slow', { ms: 0 });
    await order.fault('WriteOff', 'resetAfter');
    await expect(order.redeem()).rejects.toThrow();
    expect(await order.redeem({ number: 2, details: order.kept(), ...endingIn(9) })).toEqual([
      'done',
      'unknown',
      'notSent',
    ]);
    expect(order.sentAt).toHaveLength(2);
  });

  test('cancelled between two tickets: the next is not sent', async () => {
    const order = await anOrder(3);
    const onKept = (details: unknown, cancel: () => void) => {
      if ((details as { results: unknown[] }).results.length === 1) cancel();
    };
    await expect(order.redeem({ onKept })).rejects.toBeInstanceOf(CancelledFailure);
    expect(order.useStatuses()).toEqual([2, 1, 1]);
  });
});
