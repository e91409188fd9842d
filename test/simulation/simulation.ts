/** Runs one simulated order: a plan, the steps that fast-check has chosen, and the end to which everything comes. */
import type { IssueOutcome } from '../../workflows/messages/activities.js';
import type { Payment } from '../../workflows/messages/order.js';
import type { OrderSnapshot } from '../../workflows/messages/workflow.js';
import { attempt, endOf, type World } from './attempts.js';
import { checkRecord, checkReportedChanges, OrderChecks } from './checks.js';
import { SimulatedECPay } from './ecpay.js';
import { SimulatedMerchant } from './merchant.js';
import type { OpenActivity } from './open-work.js';
import { AMOUNT, inputOf, itemOf, MINUTE_MS, NUMBER, orderOf, START, termsOf } from './order-of-plan.js';
import { describeHappening, type ActivityEnd, type Happening, type Plan, type Step } from './plan.js';
import { valueOf } from './run-history.js';
import type { Instance, RunInfo } from './sdk-workflow.js';
import { SimulatedServer, type Line } from './server.js';
import type { Resolution } from './resolutions.js';

/** Longer than a burst of callbacks and than `paymentCheckLimit`. */
const SETTLE_MS = 30 * MINUTE_MS;

export class Simulation {
  readonly lines: Line[] = [];
  readonly server: SimulatedServer;
  readonly ecpay: SimulatedECPay;
  readonly merchant = new SimulatedMerchant();
  readonly checks: OrderChecks;
  readonly #world: World;
  readonly #plan: Plan;
  /** ECPay has changed a ticket, and no callback has announced it. */
  #isUnannounced = false;

  constructor(create: (run: RunInfo) => Promise<Instance>, plan: Plan) {
    this.#plan = plan;
    this.ecpay = new SimulatedECPay(plan, START);
    this.ecpay.isRefusing = plan.isRefused;
    this.ecpay.trustsNotices = plan.trustsNotices;
    this.ecpay.isPlacementValid = !plan.isRefused;
    if (plan.paid === 'before') this.ecpay.payment = { amount: AMOUNT, reference: 'P1', method: 'creditOneTime' };
    if (plan.numberAtECPay === 'ofAnotherOrder') this.#giveNumberToAnotherOrder();
    if (plan.numberAtECPay === 'ofThisOrder' && plan.start === 'adopted') this.ecpay.issueTickets(itemOf(plan), 2);
    this.#world = { ecpay: this.ecpay, merchant: this.merchant, now: START, isFaulty: true };
    this.checks = new OrderChecks(termsOf(plan), {
      work: () => this.server.work,
      updates: () => this.server.updates,
      now: () => this.server.now,
    });
    const workflowId = `ecticket/3085676/${NUMBER}`;
    const { tasksPerRun, start } = plan;
    const isChild = start === 'placedByWorkflow';
    this.server = new SimulatedServer(
      create,
      { now: START, workflowId, isChild, input: inputOf(plan), tasksPerRun },
      this.checks,
      (line) => this.lines.push(line),
    );
  }

  #giveNumberToAnotherOrder(): void {
    this.ecpay.isNumberOfAnotherOrder = true;
    this.ecpay.issueTickets('ANOTHER', 1);
  }

  async run(steps: readonly Step[]): Promise<void> {
    await this.server.runTask('completes', () => undefined);
    for (const { happening, task } of steps) {
      if (this.server.result !== undefined) break;
      await this.#happen(happening);
      if (task !== undefined) await this.server.runTask(task, () => this.#callBack());
    }
    await this.#settle();
    await this.server.finish();
  }

  async #happen(happening: Happening): Promise<void> {
    this.lines.push(() => describeHappening(happening));
    switch (happening.type) {
      case 'pay':
        this.#pay(happening);
        return;
      case 'callBack':
        this.#callBack();
        return;
      case 'requestCancel':
        this.server.requestCancel();
        return;
      case 'evict':
        await this.server.evict();
        return;
      case 'query':
        await this.server.query();
        return;
      case 'issuingEnds':
        if (this.ecpay.status === 'processing') this.ecpay.issueTickets(itemOf(this.#plan), 2);
        return;
      case 'issuingFails':
        if (this.ecpay.status === 'processing') this.ecpay.status = 'failed';
        return;
      case 'bankPays':
        this.ecpay.payBack();
        return;
      case 'change':
        this.ecpay.changeTicket(`T${happening.ticket + 1}`, happening.action, this.server.now);
        this.#isUnannounced = true;
        return;
      case 'mistakenRefund':
        await this.#refundByMistake(`T${happening.ticket + 1}`);
        return;
      case 'act': {
        const ticketNos = happening.tickets.map((index) => `T${index + 1}`);
        this.server.update(`update-${happening.id}`, happening.action, { tickets: { ticketNos } });
        return;
      }
      case 'decide':
        this.#decide(happening);
        return;
      case 'attempt':
        this.#onActivity(happening.which, (activity) => void this.#attempt(activity, happening.variant));
        return;
      case 'end':
        this.#onActivity(happening.which, (activity) => this.#end(activity, happening.end));
        return;
      case 'startChild': {
        const [child] = this.server.work.children;
        if (child !== undefined) this.server.startChild(child, happening.exists);
        return;
      }
      case 'wait':
        this.#wait(happening.minutes);
        return;
    }
  }

  async #refundByMistake(ticketNo: string): Promise<void> {
    if (!this.ecpay.changeTicket(ticketNo, 'refund', this.server.now)) return;
    this.ecpay.payBack();
    for (const activity of [...this.server.work.activities])
      if (activity.type === 'pollRefund') this.#end(activity, { how: 'answer', hasActed: false, variant: 0 });
    await this.server.runTask('completes', () => this.#callBack());
    this.ecpay.changeTicket(ticketNo, 'cancelRefund', this.server.now);
    this.#isUnannounced = true;
  }

  #pay({ amount, reference, source, method, isReal }: Extract<Happening, { type: 'pay' }>): void {
    const nt = amount === 'right' ? AMOUNT : AMOUNT - 1;
    const payment: Payment = {
      ...(amount !== 'unknown' && { amount: nt }),
      ...(reference !== undefined && { reference: `P${reference}` }),
      ...(source !== undefined && { source }),
      ...(method !== undefined && { method }),
    };
    if (isReal && this.ecpay.payment === undefined)
      this.ecpay.payment = { amount: nt, reference: payment.reference ?? 'P1', method: method ?? 'creditOneTime' };
    this.checks.payments.push(payment);
    this.server.signal('paymentConfirmed', payment);
  }

  #callBack(): void {
    this.#isUnannounced = false;
    this.server.signal('callbackReceived', { kind: 'useStatus', receivedAt: new Date(this.server.now).toISOString() });
  }

  #decide({ decision, id }: Extract<Happening, { type: 'decide' }>): void {
    const reason = { by: 'Ann', why: 'a simulation' };
    if (decision === 'resubmit') this.ecpay.isRefusing = false;
    if (decision !== 'replace') return this.server.update(`decision-${id}`, decision, reason);
    const { merchantTradeNo: _merchant, freeTradeNo: _free, ...order } = orderOf(this.#plan);
    const number = this.#plan.goods === 'gift' ? { freeTradeNo: 'SIM2' } : { merchantTradeNo: 'SIM2' };
    this.server.update(`decision-${id}`, 'resubmit', { ...reason, order: { ...order, ...number }, amount: AMOUNT });
  }

  #onActivity(which: number, act: (activity: OpenActivity) => void): void {
    const open = [...this.server.work.activities];
    const activity = open[which % Math.max(open.length, 1)];
    if (activity !== undefined) act(activity);
  }

  #attempt(activity: OpenActivity, variant: number): unknown {
    this.#world.now = this.server.now;
    return attempt(this.#world, activity, variant);
  }

  #end(activity: OpenActivity, end: ActivityEnd): void {
    this.#world.now = this.server.now;
    const resolution = endOf(this.#world, activity, end);
    if (resolution === undefined) return;
    this.#noteEnd(activity, resolution);
    this.server.end(activity, resolution);
  }

  /** Reports to the checks what the workflow is about to receive. */
  #noteEnd({ type }: OpenActivity, { completed }: Resolution): void {
    const result = valueOf(completed?.result ?? undefined) as Partial<IssueOutcome> | undefined;
    if (type === 'issue') this.checks.issueEnded(result?.outcome);
    const check = type === 'issue' ? result?.payment : type === 'checkPayment' ? result : undefined;
    if (check !== undefined && ['paid', 'trusted'].includes(check.outcome ?? '')) this.checks.isPaymentChecked = true;
  }

  /** Until the next timer or timeout, or until an activity's poll ends. */
  #wait(minutes: number | undefined): void {
    const until = minutes === undefined ? this.#nextDue : this.server.now + minutes * MINUTE_MS;
    if (until < Infinity) this.server.advanceTo(until);
  }

  get #nextDue(): number {
    const { now, work } = this.server;
    const polls = [...work.activities].map(({ request }) => (request as { pollUntil?: number }).pollUntil ?? Infinity);
    return Math.min(work.nextDue, ...polls.filter((at) => at > now));
  }

  async #settle(): Promise<void> {
    this.lines.push(() => '— all faults are over —');
    this.#world.isFaulty = false;
    this.ecpay.isRefusing = false;
    await this.#runUntilQuiet();
    if (this.server.result === undefined) {
      this.#callBack();
      await this.#runUntilQuiet();
    }
    await this.#checkEnd();
  }

  /** Ends every activity, and lets time pass until nothing is in flight. Reminders and reconciliations stay due. */
  async #runUntilQuiet(): Promise<void> {
    const until = this.server.now + SETTLE_MS;
    for (let round = 0; this.server.result === undefined; round += 1) {
      if (round > 300) throw new Error('The order does not come to rest.');
      if (this.ecpay.status === 'processing') this.ecpay.issueTickets(itemOf(this.#plan), 2);
      this.ecpay.payBack();
      for (const child of this.server.work.children) this.server.startChild(child, false);
      for (const activity of [...this.server.work.activities])
        this.#end(activity, { how: activity.isCancelRequested ? 'cancelled' : 'answer', hasActed: false, variant: 1 });
      if (!this.server.hasReadyJobs) {
        if (this.#nextDue > until) return;
        this.server.advanceTo(this.#nextDue);
      }
      await this.server.runTask('completes', () => undefined);
    }
  }

  async #checkEnd(): Promise<void> {
    const { result } = this.server;
    const order = (result === undefined ? await this.server.query() : result.value) as OrderSnapshot;
    if (this.server.updates.some(({ state }) => state === 'accepted')) throw new Error('An update has no answer.');
    if (order.events.undelivered > 0 || (this.merchant.last > 0 && this.merchant.last !== order.events.last))
      throw new Error(`The merchant has events up to ${this.merchant.last} of ${order.events.last}.`);
    checkReportedChanges(this.merchant.events, this.ecpay.changes);
    if (order.ticketTradeNo === undefined || this.#isUnannounced) return;
    checkRecord(order, this.ecpay);
  }
}
