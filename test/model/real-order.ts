/** The order of one sequence in the shop, and what the commands need to act on it and to look at it. */
import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { Posted } from '../../callbacks/index.js';
import {
  OrderNotFoundError,
  WorkerUnavailableError,
  type TicketActionOutcome,
  type PlacedPayment,
  type TicketSelection,
} from '../../client/index.js';
import { CALLBACK_PATHS } from '../../client/notify-urls.js';
import type { OrderRef, STAGE_MERCHANTS, TicketOrder } from '../../ecticket/index.js';
import { toIssueData } from '../../ecticket/naming/order.js';
import type { TicketAction } from '../../workflows/messages/ticket-actions.js';
import { callbackReceived, type OrderSnapshot } from '../../workflows/messages/workflow.js';
import type { MerchantEvent } from '../../workflows/messages/merchant-events.js';
import { refOf, tradeNoOf, workflowIdOf } from '../../workflows/messages/names.js';
import { callbackBody, stageKeys } from '../support/callback-requests.js';
import { patientClient } from '../support/temporal-servers.js';
import type { ModelEnvironment } from './environment.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Time is cheap here and questions are not: orders that wait long ask and remind less often than they would. */
const TIMING = { lateResultQueryInterval: 6 * HOUR, firstReminder: DAY, longestReminder: 4 * DAY };

export interface CompletedAction {
  readonly action: TicketAction;
  readonly tickets: TicketSelection;
  readonly updateId: string;
  readonly outcome: TicketActionOutcome;
  /** The run that answered; Temporal knows the update ids of each run. */
  readonly runId: string | undefined;
}

export class RealOrder {
  readonly ref: OrderRef;
  readonly tradeNo: string;
  /** What the sequence is doing to it. */
  currentStep = 'place';
  /** The last ticket action that was answered. */
  lastAction: CompletedAction | undefined;
  readonly #postedBefore: number;

  constructor(
    readonly environment: ModelEnvironment,
    readonly order: TicketOrder,
    readonly terms: PlacedPayment,
  ) {
    this.ref = refOf(order);
    this.tradeNo = tradeNoOf(this.ref);
    this.#postedBefore = environment.posted.length;
  }

  get client() {
    return this.environment.world.client;
  }

  /** Answers whether it was there already. */
  async place(): Promise<boolean> {
    const { order, terms: payment } = this;
    const { existing } = await this.client.placeOrder({ order, payment, timing: TIMING });
    return existing;
  }

  /** As the client would have had it, but that no workflow knows of it. */
  async issueInBackOffice(): Promise<void> {
    const { receiverUrl } = this.environment;
    const order = { ...this.order, useStatusNotifyUrl: receiverUrl + CALLBACK_PATHS.useStatus };
    await this.control('orders', toIssueData(order));
  }

  control(path: string, body: object = {}): Promise<unknown> {
    return this.environment.world.control(path, body);
  }

  /** ECPay's book of it. */
  book() {
    return this.environment.world.sandbox.book.order(this.tradeNo, this.ref.merchantId);
  }

  /**
   * Undefined where no workflow has ever known it. A task that went with workers that are gone is handed to the new ones when
   * its ten seconds are up; who asks meanwhile hears of it, and asks again.
   */
  async snapshot(): Promise<OrderSnapshot | undefined> {
    for (;;) {
      try {
        return await this.client.getOrder(this.ref);
      } catch (error) {
        if (error instanceof OrderNotFoundError) return undefined;
        if (!(error instanceof WorkerUnavailableError)) throw error;
      }
    }
  }

  /** See {@link MerchantWebhook.untilQuiet}. */
  async untilQuiet(): Promise<void> {
    // A query is answered after what came before it, questions that have only been decided on among that.
    await this.snapshot();
    await this.environment.untilQuiet(workflowIdOf(this.ref));
  }

  /** What the merchant has heard of it; what came twice is there twice. */
  events(): MerchantEvent[] {
    return this.environment.merchant.events.filter(({ id }) => id.startsWith(`${workflowIdOf(this.ref)}/`));
  }

  /** What ECPay has posted of its tickets, oldest first. */
  callbacks(): Posted[] {
    const posted = this.environment.posted.slice(this.#postedBefore);
    return posted.filter(({ kind }) => kind === 'useStatus' || kind === 'refund');
  }

  /** As ECPay does; answers the HTTP status. */
  async post(callback: Posted): Promise<number> {
    await this.untilQuiet();
    return await this.#send(callback);
  }

  async #send({ kind, body }: Posted): Promise<number> {
    const answer = await fetch(this.environment.receiverUrl + CALLBACK_PATHS[kind], { method: 'POST', body });
    return answer.status;
  }

  /** ECPay's daily job, now. */
  async runCallbacks(): Promise<void> {
    await this.untilQuiet();
    await this.control('callbacks/run');
  }

  /** A callback of its own, which says no more than that there is something to look at. */
  async callBack(): Promise<void> {
    await this.post(this.#callback());
  }

  /** So many of them at once; answers the HTTP statuses. */
  async callBackAtOnce(count: number): Promise<number[]> {
    await this.untilQuiet();
    return await Promise.all(Array.from({ length: count }, () => this.#send(this.#callback())));
  }

  #callback(): Posted {
    const { merchantId, platformId = null, merchantTradeNo, freeTradeNo } = this.ref;
    const keys = stageKeys((platformId ?? merchantId) as keyof typeof STAGE_MERCHANTS);
    const data = { MerchantTradeNo: merchantTradeNo ?? '', FreeTradeNo: freeTradeNo ?? '' };
    return { kind: 'useStatus', body: callbackBody(data, { merchantId, platformId, keys }) };
  }

  /** A callback that reaches the order's workflow past the receiver; to one that has just ended, it does not. */
  async signal(): Promise<void> {
    const callback = { kind: 'useStatus', receivedAt: new Date().toISOString(), data: {} } as const;
    try {
      await this.handle().signal(callbackReceived, callback);
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }

  /** Whatever was asked to fail works again. */
  async clearFaults(): Promise<void> {
    await this.environment.world.sandbox.app.inject({ method: 'DELETE', url: '/_sandbox/faults' });
    this.environment.merchant.failures = 0;
    this.environment.world.hideMerchant(0);
  }

  /** Lets so many ms pass, for the server and for ECPay; answers the time. */
  async passTime(ms: number): Promise<number> {
    await this.environment.world.environment.sleep(ms);
    return await this.environment.world.now();
  }

  /** Lets time pass for as long as `work` is not done: what waits for a retry must not wait by the wall clock. */
  async whileTimePasses<T>(work: Promise<T>): Promise<T> {
    const done = work.then(
      () => true,
      () => true,
    );
    for (let seconds = 1.7; !(await Promise.race([done, pause(100, false)])); seconds *= 2) {
      await this.environment.world.environment.sleep(seconds * 1000);
    }
    return await work;
  }

  /** Between two tasks of the order, not within one: the time-skipping server hands tasks to workers that are gone. */
  async restartWorkers(): Promise<void> {
    await this.passTime(0);
    await this.snapshot();
    await this.environment.untilIdle(workflowIdOf(this.ref));
    await this.snapshot();
    await this.environment.world.restartWorkers();
  }

  async isRunning(): Promise<boolean> {
    return (await this.runId()) !== undefined;
  }

  /** Of the order's run, while it is not closed. */
  async runId(): Promise<string | undefined> {
    try {
      const { runId, status } = await this.handle().describe();
      return status.name === 'RUNNING' ? runId : undefined;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  }

  /** Nothing of it is left behind for the sequences that follow. */
  async terminate(): Promise<void> {
    await this.handle()
      .terminate('the sequence is over')
      .catch(() => undefined);
  }

  handle() {
    return patientClient(this.environment.world.environment).workflow.getHandle(workflowIdOf(this.ref));
  }
}
