/**
 * One order of the load: the merchant, its customer, clerks and an operator, from the order to the use of its tickets.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { withNotifyUrls } from '../../client/notify-urls.js';
import { naming, type TicketOrder } from '../../ecticket/index.js';
import { type Attention, OutcomeUnknownError } from '../../client/index.js';
import type { OrderRef, OrderSnapshot, Payment } from '../../index.js';
import type { OrderView } from '../../sandbox/index.js';
import type { SandboxControl } from '../system/sandbox-control.js';
import type { System } from '../system/system.js';
import { Customer } from './customer.js';
import type { Itinerary } from './itinerary.js';
import type { OrderKind } from './kinds.js';
import { codeOf, persist } from './persist.js';
import { TicketActor } from './ticket-actor.js';

/** Milliseconds. By default an order polls every minute and reads ECPay's record once a day. */
const TIMING = {
  paymentCheckInterval: 3000,
  firstResultQuery: 1000,
  resultQueryInterval: 1000,
  firstRefundQuery: 5000,
  longestRefundQuery: 20_000,
};

/**
 * @param orders If all of them read often, they read the record at most 2.5 times per second together, or every 40 s if
 * they are few: otherwise the reads of 500 orders would take most of the processors.
 */
function frequentReconciliation(orders: number) {
  return { firstReconciliation: 20_000, longestReconciliation: Math.max(40_000, orders * 400) };
}

/** How long the customer of an order that nobody pays has. */
const PAYMENT_WINDOW_MS = 5000;
const POLL_INTERVAL_MS = 1000;
/** How often an operator reads an order that is not issued yet. Each read is a query, which takes a worker's time. */
const OPERATOR_INTERVAL_MS = 5000;
/** After this, the tickets are not used any more. An operator attends to the order until it is compared. */
const ISSUANCE_TIMEOUT_MS = 600_000;
/** ECPay's job issues within seconds here. An order that waits for longer is issued hours later, or never. */
const JOB_TIMEOUT_MS = 60_000;
/** After this, the tickets are used although the order may refuse it. */
const ACTIVE_TIMEOUT_MS = 90_000;

export interface JourneyParts {
  /** The number of orders in the load. */
  readonly orders: number;
  readonly system: System;
  readonly sandbox: SandboxControl;
}

export class OrderJourney {
  readonly order: TicketOrder;
  /** Whether the order was placed, or issued in the back office. */
  isPlaced = false;
  /** Every state of attention that the operator has seen. */
  readonly attentions: Attention[] = [];
  /** Why the journey ended early. */
  failure: string | undefined;
  hasEnded = false;
  #ticketActor: TicketActor | undefined;

  constructor(
    readonly tradeNo: string,
    readonly kind: OrderKind,
    private readonly itinerary: Itinerary,
    private readonly parts: JourneyParts,
  ) {
    this.order = kind.scenario.order(tradeNo);
  }

  get ref(): OrderRef {
    return this.order;
  }

  get operations(): TicketActor['operations'] {
    return this.#ticketActor?.operations ?? [];
  }

  get wrongAnswers(): readonly string[] {
    return this.#ticketActor?.wrongAnswers ?? [];
  }

  async run(): Promise<void> {
    try {
      await (this.kind.isFromBackOffice ? this.#issueInBackOffice() : this.#place());
      this.isPlaced = true;
      if (this.kind.destiny === 'cancelled') return;
      const record = await this.#waitForTickets();
      if (record === undefined) return;
      const ticketNos = record.tickets.map(({ ticketNo }) => ticketNo);
      this.#ticketActor = new TicketActor(this.tradeNo, this.ref, ticketNos, {
        ecticket: this.parts.system.ecticket,
        sandbox: this.parts.sandbox,
      });
      await this.#waitUntilActive();
      await this.#ticketActor.follow(this.itinerary.steps);
      if (this.itinerary.usesUp) await this.#ticketActor.useUp();
      // Nobody else would make sure of an order of the back office whose callback was lost.
      if (this.kind.isFromBackOffice) await persist(() => this.parts.system.ecticket.adoptOrder(this.ref));
    } catch (error) {
      this.#fail(error);
    } finally {
      this.hasEnded = true;
    }
  }

  /** An operator attends to the order after its journey: on a busy machine it may need attention only then. */
  async attendLater(snapshot: OrderSnapshot): Promise<void> {
    try {
      await this.#attend(snapshot);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.failure = `${codeOf(error)}: ${(error as Error).message}`;
  }

  async #issueInBackOffice(): Promise<void> {
    const { sandbox, system } = this.parts;
    const data = naming.toIssueData(withNotifyUrls(this.order, system.addresses.receiver));
    const answer = await sandbox.post('orders', data);
    if ('refused' in answer) throw new Error(answer.refused);
  }

  async #place(): Promise<void> {
    const { ecticket } = this.parts.system;
    const { amount, paidBy } = this.kind;
    const isDue = paidBy !== 'nothingDue';
    const customer = new Customer(this.order, this.kind, this.parts.system, this.parts.sandbox);
    const paid = paidBy === 'before' ? await customer.pay() : undefined;
    await persist(() =>
      ecticket.placeOrder({
        order: this.order,
        timing: { ...TIMING, ...(this.itinerary.readsOften && frequentReconciliation(this.parts.orders)) },
        ...(isDue && {
          payment: {
            ...(this.order.issueType !== 'serialNumber' && { amount }),
            ...(paid && { paid }),
            ...(paidBy === 'nobody' && { deadline: new Date(Date.now() + PAYMENT_WINDOW_MS) }),
          },
        }),
      }),
    );
    this.isPlaced = true;
    if (paidBy === 'before' || paidBy === 'nobody' || !isDue) return;
    await sleep(this.itinerary.paysAfterMs);
    const payment = paidBy === 'otherProvider' ? { amount, reference: `P${this.tradeNo}` } : await customer.pay();
    if (payment !== undefined) await this.#confirm(payment);
  }

  async #confirm(payment: Payment): Promise<void> {
    for (let times = this.itinerary.isPaymentRepeated ? 2 : 1; times > 0; times -= 1)
      await persist(() => this.parts.system.ecticket.confirmPayment(this.ref, payment));
  }

  /** Waits until ECPay has issued the tickets. An operator corrects or resubmits an order that needs attention. */
  async #waitForTickets(): Promise<OrderView | undefined> {
    const deadline = performance.now() + ISSUANCE_TIMEOUT_MS;
    let jobDeadline = Infinity;
    let nextLook = performance.now() + OPERATOR_INTERVAL_MS;
    while (performance.now() < Math.min(deadline, jobDeadline)) {
      const record = await this.parts.sandbox.order(this.tradeNo);
      if (record !== undefined && record.tickets.length > 0) return record;
      jobDeadline =
        record?.status === 'processing' ? Math.min(jobDeadline, performance.now() + JOB_TIMEOUT_MS) : Infinity;
      if (record?.status !== 'processing' && performance.now() > nextLook) {
        nextLook = performance.now() + OPERATOR_INTERVAL_MS;
        const snapshot = await this.parts.system.ecticket.getOrder(this.ref).catch(() => undefined);
        if (snapshot !== undefined && (await this.#attend(snapshot)) === 'leave') return;
      }
      await sleep(POLL_INTERVAL_MS);
    }
    return undefined;
  }

  /** Before this, the order refuses ticket actions. One of the back office is adopted by its first action. */
  async #waitUntilActive(): Promise<void> {
    if (this.kind.isFromBackOffice) return;
    const { ecticket } = this.parts.system;
    await ecticket
      .waitForStatus(this.ref, ['active', 'settled'], { timeoutMs: ACTIVE_TIMEOUT_MS })
      .catch(() => undefined);
  }

  /** What an operator does about the order if it needs attention. */
  async #attend({ attention, decisions }: OrderSnapshot): Promise<'leave' | 'wait'> {
    if (attention === undefined) return 'wait';
    if (this.attentions.at(-1)?.since !== attention.since) this.attentions.push(attention);
    const isOffSale = this.kind.destiny === 'refused' && attention.code === '10200135';
    if (isOffSale) return 'leave';
    // A reset has undone the correction. The operator who made it adopts the order.
    if (!attention.options.includes('resubmit') || attention.reason === 'numberTaken') return 'wait';
    const isMistyped = this.kind.destiny === 'corrected' && decisions.length === 0;
    const decision = {
      by: 'operator',
      why: isMistyped ? 'two digits were swapped' : 'ECPay works again',
      ...(this.kind.destiny === 'corrected' && { order: correct(this.order), amount: this.kind.amount }),
    };
    const updateId = `${this.tradeNo}-resubmit-${this.attentions.length}`;
    try {
      await persist(() => this.parts.system.ecticket.resubmit(this.ref, decision, { updateId }));
    } catch (error) {
      // The order went on meanwhile, or an operator ended its run. The operator reads the order again.
      const isEnded = error instanceof OutcomeUnknownError && error.reason === 'workflowEnded';
      if (!isEnded && codeOf(error) !== 'DECISION_REFUSED') throw error;
    }
    return 'wait';
  }
}

/** The order with the item number that was meant. */
function correct(order: TicketOrder): TicketOrder {
  return { ...order, items: [{ itemNo: 'VQT04959', quantity: 1 }] } as TicketOrder;
}
