import { makeAskForRefund } from './ask-for-refund.js';
import { makeAskForTickets } from './ask-for-tickets.js';
import { makeCheckPayment } from './check-payment.js';
import { makeIssue } from './issue.js';
import type { Log } from './log.js';
import { makeMoveTickets } from './move-tickets.js';
import { makeLookUpOrder } from './look-up-order.js';
import type { DeliverEvent } from './deliveries.js';
import { makeTellMerchant } from './tell-merchant.js';
import { ThrottleGate } from './throttle-gate.js';
import type { PaymentApi, TicketApi } from '../ecticket/index.js';

export type { DeliverEvent } from './deliveries.js';
export type { RefundAnswer } from './ask-for-refund.js';
export type { IssuanceAnswer, IssuanceQuestion } from './ask-for-tickets.js';
export type { MoveAnswer } from './move-tickets.js';
export type { TicketMove } from './move-progress.js';
export type { MoveRequest } from './send-move.js';
export type { PaymentAnswer } from './check-payment.js';
export type { IssueAnswer, IssueRequest } from './issue.js';
export type { Log } from './log.js';

/** The activities that call ECPay, for the task queue `ecticket-provider`. `now` is in ms since the epoch. */
export function createProviderActivities({
  api,
  payments,
  log,
  now = Date.now,
}: {
  readonly api: TicketApi;
  readonly payments: PaymentApi;
  readonly log: Log;
  readonly now?: () => number;
}) {
  const provider = { api, gate: new ThrottleGate(log, now), now };
  return {
    checkPayment: makeCheckPayment({ ...provider, api: payments, gate: new ThrottleGate(log, now) }),
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
