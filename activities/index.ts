import { makeAskForRefund } from './ask-for-refund.js';
import { makeAskForTickets } from './ask-for-tickets.js';
import { makeCheckPayment } from './check-payment.js';
import { makeIssue } from './issue.js';
import type { Log } from './log.js';
import { makeMoveTickets } from './move-tickets.js';
import { makeLookUpOrder } from './look-up-order.js';
import type { DeliverEvent } from './deliveries.js';
import { makeTellMerchant } from './tell-merchant.js';
import { RateLimiter } from './rate-limiter.js';
import { ThrottleGate } from './throttle-gate.js';
import type { CodeKeys, PaymentApi, TicketApi } from '../ecticket/index.js';

export type { DeliverEvent } from './deliveries.js';
export type { RefundAnswer } from './ask-for-refund.js';
export type { IssuanceAnswer, IssuanceQuestion } from './ask-for-tickets.js';
export type { MoveAnswer } from './move-tickets.js';
export type { TicketMove } from './move-progress.js';
export type { MoveRequest } from './send-move.js';
export type { PaymentAnswer } from './check-payment.js';
export type { IssueAnswer } from './issue.js';
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
}) {
  // Tickets and payments are two hosts of ECPay's, and a payment merchant is another merchant.
  const gate = () => new ThrottleGate(log, now, new RateLimiter(providerRate));
  const provider = { api, gate: gate(), now, codeKeys };
  return {
    checkPayment: makeCheckPayment({ api: payments, gate: gate(), now }),
    issue: makeIssue(provider),
    askForTickets: makeAskForTickets(provider),
    askForRefund: makeAskForRefund(provider),
    lookUpOrder: makeLookUpOrder(provider),
    moveTickets: makeMoveTickets(provider),
  };
}

/** The activities that call the merchant, for the task queue `ecticket`. */
export function createMerchantActivities({ deliver }: { readonly deliver: DeliverEvent }) {
  return { tellMerchant: makeTellMerchant(deliver) };
}

export type ProviderActivities = ReturnType<typeof createProviderActivities>;
export type MerchantActivities = ReturnType<typeof createMerchantActivities>;
