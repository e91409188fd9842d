/** The activities of an order, for workers. */
import type { CodeKeys, PaymentApi, TicketApi } from '../ecticket/index.js';
import type { MerchantActivities, ProviderActivities } from '../workflows/messages/activities.js';
import { makeCheckPayment } from './check-payment.js';
import { makeDeliverEvents } from './deliver-events.js';
import type { DeliverEvent } from './deliveries.js';
import { makeFetchOrder } from './fetch-order.js';
import { makeIssue } from './issue.js';
import { makePollIssuance } from './poll-issuance.js';
import { makePollRefund } from './poll-refund.js';
import { RateLimiter } from './rate-limiter.js';
import { ThrottleGate, type DuringRequest, type Log } from './throttle-gate.js';
import { makeUpdateTickets } from './update-tickets.js';

export type { DeliverEvent } from './deliveries.js';
export type { Log } from './throttle-gate.js';

interface ProviderActivityOptions {
  readonly api: TicketApi;
  readonly payments: PaymentApi;
  readonly checkPlacement: ProviderActivities['checkPlacement'];
  readonly log: Log;
  /** The current time in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
  /** HTTP requests per second and merchant. Default: unlimited. */
  readonly providerRate?: number;
  /** Runs each HTTP request to ECPay. */
  readonly duringRequest?: DuringRequest;
  /** Keys for the code tags of orders, by which a scanned code finds its order. */
  readonly codeKeys?: CodeKeys | undefined;
}

/** Creates the activities that call ECPay, for the task queue `ecticket-provider`. */
export function createProviderActivities({
  api,
  payments,
  checkPlacement,
  log,
  now = Date.now,
  providerRate = Infinity,
  duringRequest,
  codeKeys,
}: ProviderActivityOptions): ProviderActivities {
  // Tickets and payments are served by different hosts, and may have different MerchantIDs.
  const createGate = () => new ThrottleGate(log, now, new RateLimiter(providerRate), duringRequest);
  const provider = { api, gate: createGate(), now, codeKeys };
  const paymentProvider = { api: payments, gate: createGate(), now };
  return {
    checkPlacement,
    checkPayment: makeCheckPayment(paymentProvider),
    issue: makeIssue(provider, paymentProvider),
    pollIssuance: makePollIssuance(provider),
    pollRefund: makePollRefund(provider),
    fetchOrder: makeFetchOrder(provider),
    updateTickets: makeUpdateTickets(provider),
  };
}

/** Creates the activities that call the merchant, for the task queue `ecticket`. */
export function createMerchantActivities({ deliver }: { readonly deliver: DeliverEvent }): MerchantActivities {
  return { deliverEvents: makeDeliverEvents(deliver) };
}
