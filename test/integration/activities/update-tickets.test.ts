/**
 * Successive attempts of `updateTickets`, as Temporal makes them: each receives the heartbeat details of the last one.
 */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { CancelledFailure } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { makeUpdateTickets } from '../../../activities/update-tickets.js';
import { ThrottleGate } from '../../../activities/throttle-gate.js';
import { MerchantRegistry, STAGE_MERCHANTS, TicketApi } from '../../../ecticket/index.js';
import { grpcError, stubTemporal } from '../../support/stub-temporal.js';
import { electronicOrder, issued, startParts, type Parts } from '../sandbox/support/parts.js';
import type { UpdateTicketsRequest, UpdateTicketsResult } from '../../../workflows/messages/activities.js';

const MINUTE = 60_000;
/** A server that answers heartbeats in this way. */
const answering = (recordActivityTaskHeartbeat: () => object) =>
  stubTemporal({ answers: { recordActivityTaskHeartbeat }, otherwise: () => new Error('unexpected call') });
const CONFIRMING = answering(() => ({}));
const UNREACHABLE = answering(() => {
  throw grpcError(14, 'connection refused');
});
/** An attempt that starts when `left` seconds of its activity's minute remain, by the server's clock. */
const endingIn = (left: number) => ({ passed: MINUTE - left * 1000 });

/** Records when each request is sent. */
class RecordingApi extends TicketApi {
  readonly sentAt: number[] = [];

  override writeOff(...args: Parameters<TicketApi['writeOff']>): Promise<void> {
    this.sentAt.push(performance.now());
    return super.writeOff(...args);
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
  /** Clock difference between the server and this machine, in milliseconds. */
  readonly skew?: number;
  readonly heartbeatTimeoutMs?: number;
  readonly onHeartbeat?: (details: unknown, cancel: () => void) => void;
  /** The server that receives the awaited heartbeats. */
  readonly client?: typeof CONFIRMING;
}

async function issueOrder(quantity: number) {
  const ref = await issued(parts, electronicOrder({ items: [{ itemNo: 'VQT04959', quantity }] }));
  const tradeNo = ref.merchantTradeNo ?? '';
  const api = new RecordingApi({ merchants: new MerchantRegistry(STAGE_MERCHANTS), baseUrl: parts.url });
  const gate = new ThrottleGate({ warn: () => undefined }, Date.now);
  const updateTickets = makeUpdateTickets({ api, gate, now: Date.now });
  const tickets = parts.order(tradeNo).tickets.map(({ ticketNo, writeOffNo }) => ({ ticketNo, writeOffNo }));
  let lastDetails: unknown;
  return {
    sentAt: api.sentAt,
    /** The heartbeat details of the last attempt. */
    details: () => lastDetails,
    /** ECPay's UseStatus: 1 is unused, 2 is redeemed. */
    useStatuses: () => parts.order(tradeNo).tickets.map(({ useStatus }) => useStatus),
    redeemElsewhere: (...indexes: number[]) =>
      parts.control('POST', `/orders/${tradeNo}/redeem`, {
        ticketNos: indexes.map((index) => tickets[index]?.ticketNo),
      }),
    fault: (on: 'WriteOff' | 'QueryOrderInfo', kind: string, more: object = {}) =>
      parts.control('POST', '/faults', { on: `/api/Ticket/${on}`, kind, tradeNo, ...more }),
    /** Makes one attempt. Returns the result of each ticket. */
    redeem: async ({ number = 1, details, passed = 0, skew = 0, client = CONFIRMING, ...more }: Attempt = {}) => {
      const { heartbeatTimeoutMs = 0, onHeartbeat } = more;
      const scheduledTimestampMs = Date.now() + skew - passed;
      const info = {
        ...{ attempt: number, heartbeatDetails: details },
        ...{ scheduledTimestampMs, currentAttemptScheduledTimestampMs: scheduledTimestampMs + passed },
        ...{ scheduleToCloseTimeoutMs: MINUTE, startToCloseTimeoutMs: MINUTE, heartbeatTimeoutMs },
      };
      const environment = new MockActivityEnvironment(info, { client });
      environment.on('heartbeat', (latest: unknown) => {
        lastDetails = latest;
        onHeartbeat?.(latest, () => environment.cancel());
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

describe('a ticket is done only if this activity redeemed it:', () => {
  test('a ticket that was redeemed elsewhere before the first request is refused in every attempt', async () => {
    const order = await issueOrder(3);
    await order.redeemElsewhere(2);
    await order.fault('WriteOff', 'reset', { times: 2 });
    await expect(order.redeem()).rejects.toMatchObject({ type: 'TIMED_OUT' });
    await expect(order.redeem({ number: 2, details: order.details() })).rejects.toThrow();
    expect(await order.redeem({ number: 3, details: order.details() })).toEqual(['done', 'done', 'refused']);
  });

  test('a ticket that is redeemed after a lost answer is unknown: a clerk may have redeemed it', async () => {
    const order = await issueOrder(2);
    await order.fault('WriteOff', 'resetAfter');
    await expect(order.redeem()).rejects.toThrow();
    expect(order.useStatuses()).toEqual([2, 1]);
    expect(await order.redeem({ number: 2, details: order.details() })).toEqual(['unknown', 'done']);
  });

  test('a ticket that a clerk redeems after ECPay’s refusal and before the retry is refused', async () => {
    const order = await issueOrder(2);
    await order.fault('WriteOff', 'transCode');
    await expect(order.redeem()).rejects.toMatchObject({ type: 'ENVELOPE_REFUSED' });
    await order.redeemElsewhere(0);
    expect(await order.redeem({ number: 2, details: order.details() })).toEqual(['refused', 'done']);
  });

  test('nothing is sent while Temporal has only the details of an attempt that sent nothing', async () => {
    const order = await issueOrder(1);
    await order.fault('WriteOff', 'transCode');
    await expect(order.redeem()).rejects.toMatchObject({ type: 'ENVELOPE_REFUSED' });
    const details = order.details();
    // The heartbeats of this attempt are lost. Had it redeemed the ticket, the next one would call that refused.
    await expect(order.redeem({ number: 2, details, client: UNREACHABLE })).rejects.toThrow('another attempt');
    expect(order.useStatuses()).toEqual([1]);
    expect(await order.redeem({ number: 3, details })).toEqual(['done']);
  });

  test('no ticket is sent after ECPay throttles the first one', async () => {
    const order = await issueOrder(2);
    await order.fault('WriteOff', 'http403');
    expect(await order.redeem()).toEqual(['notSent', 'notSent']);
    expect(order.sentAt).toHaveLength(1);
  });

  test.each(['http500', 'reset', 'html', 'truncated'])(
    'a ticket that a clerk redeems after %s and before the retry is unknown',
    async (kind) => {
      const order = await issueOrder(1);
      await order.fault('WriteOff', kind);
      await expect(order.redeem()).rejects.toThrow();
      if (order.useStatuses()[0] === 1) await order.redeemElsewhere(0);
      expect(await order.redeem({ number: 2, details: order.details() })).toEqual(['unknown']);
    },
  );

  test.each([undefined, null, 'x', {}, [{ result: 'done' }], { results: [] }, { results: [], isComplete: true }])(
    'a ticket that is redeemed after a killed worker left the details %p is unknown',
    async (details) => {
      const order = await issueOrder(2);
      await order.redeemElsewhere(0);
      expect(await order.redeem({ number: 2, details })).toEqual(['unknown', 'done']);
    },
  );

  test.each([undefined, { results: [], unconfirmed: 'x' }])('so it is after a failed read: %p', async (details) => {
    const order = await issueOrder(2);
    await order.redeemElsewhere(0);
    await order.fault('QueryOrderInfo', 'html');
    await expect(order.redeem({ number: 2, details })).rejects.toThrow();
    expect(await order.redeem({ number: 3, details: order.details() })).toEqual(['unknown', 'done']);
  });

  test('no heartbeat repeats that the attempts before have ended: it may arrive after that of a request', async () => {
    const order = await issueOrder(1);
    await order.fault('QueryOrderInfo', 'slow', { ms: 1500 });
    const sent: unknown[] = [];
    const details = { results: [], haveAllEnded: true };
    await order.redeem({ number: 2, details, onHeartbeat: (each) => sent.push(each), heartbeatTimeoutMs: 3000 });
    expect([sent[0], sent.some((each) => 'haveAllEnded' in (each as object))]).toEqual([{ results: [] }, false]);
  });

  test('nothing is sent if the record cannot be read', async () => {
    const order = await issueOrder(1);
    await order.fault('QueryOrderInfo', 'http500');
    await expect(order.redeem()).rejects.toMatchObject({ type: 'SERVER_ERROR' });
    expect([order.sentAt, order.details(), order.useStatuses()]).toEqual([
      [],
      { results: [], haveAllEnded: true },
      [1],
    ]);
  });

  test('nothing is sent while ECPay throttles the merchant, and the activity returns at once', async () => {
    const order = await issueOrder(2);
    await order.fault('QueryOrderInfo', 'http403');
    expect(await order.redeem()).toEqual(['notSent', 'notSent']);
    expect(order.sentAt).toEqual([]);
  });
});

describe('the rate and the time limit:', () => {
  test('requests are 200 ms apart, as ECPay advises', async () => {
    const order = await issueOrder(4);
    expect(await order.redeem()).toEqual(['done', 'done', 'done', 'done']);
    const gaps = order.sentAt.slice(1).map((at, index) => at - (order.sentAt[index] ?? 0));
    expect(gaps.filter((gap) => gap < 190)).toEqual([]);
  });

  test('nothing is sent in the last ten seconds, and the remaining tickets are notSent', async () => {
    const order = await issueOrder(3);
    const now = performance.now.bind(performance);
    const clock = jest.spyOn(performance, 'now');
    // After the first ticket, less than ten seconds of the activity's minute remain.
    const onHeartbeat = (details: unknown) => {
      if ((details as { results: unknown[] }).results.length === 1) clock.mockImplementation(() => now() + 50_500);
    };
    const results = await order.redeem({ onHeartbeat }).finally(() => clock.mockRestore());
    expect(results).toEqual(['done', 'notSent', 'notSent']);
    expect(order.useStatuses()).toEqual([2, 1, 1]);
  });

  test.each([-50_000, 50_000])('a clock difference of %d ms to the server does not matter', async (skew) => {
    const order = await issueOrder(1);
    expect(await order.redeem({ skew })).toEqual(['done']);
  });

  test('the last attempt reports answered tickets, a lost answer as unknown, and the rest as notSent', async () => {
    const order = await issueOrder(3);
    await order.fault('WriteOff', 'slow', { ms: 0 });
    await order.fault('WriteOff', 'resetAfter');
    await expect(order.redeem()).rejects.toThrow();
    expect(await order.redeem({ number: 2, details: order.details(), ...endingIn(9) })).toEqual([
      'done',
      'unknown',
      'notSent',
    ]);
    expect(order.sentAt).toHaveLength(2);
  });

  test('nothing is sent after a cancellation between two tickets', async () => {
    const order = await issueOrder(3);
    const onHeartbeat = (details: unknown, cancel: () => void) => {
      if ((details as { results: unknown[] }).results.length === 1) cancel();
    };
    await expect(order.redeem({ onHeartbeat })).rejects.toBeInstanceOf(CancelledFailure);
    expect(order.useStatuses()).toEqual([2, 1, 1]);
  });
});
