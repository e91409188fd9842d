import { makePollRefund } from './poll-refund.js';
import { makePollIssuance } from './poll-issuance.js';
import { makeCheckPayment } from './check-payment.js';
import { makeIssue } from './issue.js';
import type { Log } from './log.js';
import { makeUpdateTickets } from './update-tickets.js';
import { makeFetchOrder } from './fetch-order.js';
import type { DeliverEvent } from './deliveries.js';
import { makeDeliverEvents } from './deliver-events.js';
import { RateLimiter } from './rate-limiter.js';
import { ThrottleGate } from './throttle-gate.js';
import type { CodeKeys, PaymentApi, TicketApi } from '../ecticket/index.js';
import type { MerchantActivities, ProviderActivities } from '../workflows/messages/activities.js';

export type { DeliverEvent } from './deliveries.js';
export type { Log } from './log.js';

/**
 * The activities that call ECPay, for the task queue `ecticket-provider`. `now` is in ms since the epoch.
 * `providerRate` is HTTP requests per second and merchant; left out, none of them waits. With `codeKeys`, orders are found by
 * a scanned code.
 */
export function createProviderActivities({
  api,
  payments,
  log,
  now = Date.now,
  providerRate = Infinity,
  codeKeys,
}: {
  readonly api: TicketApi;
  readonly payments: PaymentApi;
  readonly log: Log;
  readonly now?: () => number;
  readonly providerRate?: number;
  readonly codeKeys?: CodeKeys | undefined;
}): ProviderActivities {
  // Tickets and payments are two hosts of ECPay's, and a payment merchant is another merchant.
  const gate = () => new ThrottleGate(log, now, new RateLimiter(providerRate));
  const provider = { api, gate: gate(), now, codeKeys };
  return {
    checkPayment: makeCheckPayment({ api: payments, gate: gate(), now }),
    issue: makeIssue(provider),
    pollIssuance: makePollIssuance(provider),
    pollRefund: makePollRefund(provider),
    fetchOrder: makeFetchOrder(provider),
    updateTickets: makeUpdateTickets(provider),
  };
}

/** The activities that call the merchant, for the task queue `ecticket`. */
export function createMerchantActivities({ deliver }: { readonly deliver: DeliverEvent }): MerchantActivities {
  return { deliverEvents: makeDeliverEvents(deliver) };
}
