/** The promises that a simulated order must keep at any point. Each method throws if one is broken. */
import { isDeepStrictEqual } from 'node:util';
import { inventedChanges } from '../../chaos/checks/reported-changes.js';
import type { IssueOutcome, IssueRequest } from '../../workflows/messages/activities.js';
import type { MerchantEvent } from '../../workflows/messages/merchant-events.js';
import type { Payment, PaymentTerms } from '../../workflows/messages/order.js';
import { paymentRefusal } from '../../workflows/messages/payment-refusal.js';
import { isUnanswered } from '../../workflows/messages/submission.js';
import type { OrderSnapshot } from '../../workflows/messages/workflow.js';
import type { SimulatedECPay } from './ecpay.js';
import type { OpenActivity, OpenWork } from './open-work.js';
import type { Observer, Update } from './server.js';

/** The calls of the lifecycle: one at a time. Other activities: one of each type at a time. */
const LIFECYCLE_CALLS = ['checkPlacement', 'checkPayment', 'issue', 'pollIssuance', 'fetchOrder'];

const DAY_MS = 24 * 60 * 60 * 1000;

export class OrderChecks implements Observer {
  /** Payments that were sent to the order, or with which it was placed. */
  readonly payments: Payment[] = [];
  /** ECPay's payment system has confirmed a payment for which the order may be issued. */
  isPaymentChecked = false;
  readonly #terms: PaymentTerms;
  readonly #work: () => OpenWork;
  readonly #updates: () => readonly Update[];
  readonly #now: () => number;
  /** An Issue request may have reached ECPay. */
  #mayBeSent = false;
  /** ECPay has not clearly answered the last Issue request. */
  #isUnanswered = false;
  readonly #answers = new Map<string, { readonly update: Update; readonly at: number }>();

  constructor(
    terms: PaymentTerms,
    server: { readonly work: () => OpenWork; readonly updates: () => readonly Update[]; readonly now: () => number },
  ) {
    this.#terms = terms;
    this.#work = server.work;
    this.#updates = server.updates;
    this.#now = server.now;
    if (terms.due === 'beforeIssue' && terms.paid !== undefined) this.payments.push(terms.paid);
  }

  readonly onScheduled = (activity: OpenActivity): void => {
    const group = LIFECYCLE_CALLS.includes(activity.type) ? LIFECYCLE_CALLS : [activity.type];
    const inFlight = [...this.#work().activities].filter(({ type }) => group.includes(type));
    if (inFlight.length > 1) {
      const types = inFlight.map(({ type, seq }) => `${type} ${seq}`).join(' and ');
      throw new Error(`Two calls are in flight at the same time: ${types}.`);
    }
    if (activity.type === 'issue') this.#checkIssue(activity.request as IssueRequest);
  };

  /** An activity `issue` has ended. @param outcome undefined: with a failure */
  issueEnded(outcome: IssueOutcome['outcome'] | undefined): void {
    if (outcome === 'notSent') return;
    this.#mayBeSent = true;
    this.#isUnanswered = outcome === undefined;
  }

  #checkIssue({ priorSubmission, paymentCheck }: IssueRequest): void {
    if (this.#mayBeSent && priorSubmission === 'nothing')
      throw new Error('Issue is requested again, without the note that the order may have been sent.');
    if (this.#isUnanswered && !isUnanswered(priorSubmission))
      throw new Error('Issue is requested again, without the note that ECPay has not answered.');
    if (this.#terms.due === 'nothing') return;
    // The order may request Issue in the task in which it accepts the decision, before it completes the update.
    const hasResubmitted = this.#updates().some(
      ({ name, state }) => name === 'resubmit' && /^(accepted|completed)$/.test(state),
    );
    const isConfirmed = this.isPaymentChecked || this.payments.some((payment) => this.#isVouchedFor(payment));
    if (paymentCheck === undefined && !isConfirmed && !hasResubmitted)
      throw new Error('Issue is requested before the payment is confirmed.');
    if (this.payments.length === 0) throw new Error('Issue is requested before a payment was reported.');
  }

  /** The merchant's own code has confirmed the payment, and the order accepts its word. */
  #isVouchedFor(payment: Payment): boolean {
    const { due, ...terms } = this.#terms as Extract<PaymentTerms, { due: 'beforeIssue' }>;
    return (
      payment.source === undefined && terms.doubleCheck !== true && paymentRefusal(terms.amount, payment) === undefined
    );
  }

  /** The same update id and request have the same outcome for a day, also in a later run. */
  readonly onUpdateEnded = (update: Update): void => {
    if (update.state !== 'completed') return;
    const now = this.#now();
    const known = this.#answers.get(update.id);
    const isRepeated = known !== undefined && isDeepStrictEqual(known.update.request, update.request);
    if (!isRepeated || known.update.name !== update.name || now - known.at >= DAY_MS) {
      this.#answers.set(update.id, { update, at: now });
      return;
    }
    if (!isDeepStrictEqual(known.update.result, update.result))
      throw new Error(`The update ${update.id} has two outcomes: the later run has lost the first one.`);
  };

  readonly onRunEnds = (): void => {
    const open = [...this.#work().activities].map(({ type, seq }) => `${type} ${seq}`);
    if (open.length > 0) throw new Error(`The run ends while activities are in flight: ${open.join(', ')}.`);
    const lost = this.#updates().filter(({ state }) => state === 'accepted');
    if (lost.length > 0)
      throw new Error(`The run ends with unanswered updates: ${lost.map(({ id }) => id).join(', ')}.`);
  };
}

/**
 * The events report no change of a ticket that nobody made.
 *
 * @param changes the changes at ECPay, such as `redeem T1`
 * @throws Error otherwise
 */
export function checkReportedChanges(events: readonly MerchantEvent[], changes: readonly string[]): void {
  const [invented] = inventedChanges(events, changes);
  if (invented === undefined) return;
  const { change, reported, made } = invented;
  throw new Error(`ECPay had ${made} × ${change}, the events ${reported} ×.`);
}

/**
 * The order agrees with ECPay about each ticket, and has no more money as paid back than the bank.
 *
 * @throws Error otherwise
 */
export function checkRecord({ tickets, amounts }: OrderSnapshot, ecpay: SimulatedECPay): void {
  const [shown, real] = [tickets, ecpay.tickets].map((each) =>
    each.map(({ ticketNo, state }) => `${ticketNo} ${state}`).join(),
  );
  if (shown !== real) throw new Error(`The order shows ${shown}, and ECPay has ${real}.`);
  if (amounts.refundConfirmed <= ecpay.paidBack) return;
  throw new Error(`The order has NT$${amounts.refundConfirmed} as paid back, and the bank NT$${ecpay.paidBack}.`);
}
