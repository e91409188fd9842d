/** The real order of one sequence, with the operations that the commands need. */
import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { CallbackRequest } from '../../callbacks/index.js';
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
import { callbackBody, postUntilAnswered, stageKeys } from '../support/callback-requests.js';
import { patientClient } from '../support/temporal-servers.js';
import type { ModelEnvironment } from './environment.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Longer intervals than the defaults, since each poll and reminder costs test time and skipped time does not. */
const TIMING = { lateResultQueryInterval: 6 * HOUR, firstReminder: DAY, longestReminder: 4 * DAY };

export interface CompletedAction {
  readonly action: TicketAction;
  readonly tickets: TicketSelection;
  readonly updateId: string;
  readonly outcome: TicketActionOutcome;
  /** The run that handled the update. Temporal keeps the update ids of one run only. */
  readonly runId: string | undefined;
}

export class RealOrder {
  readonly ref: OrderRef;
  readonly tradeNo: string;
  /** The step that the sequence is running. */
  currentStep = 'place';
  /** The last completed ticket action. */
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

  /** Places the order. Returns whether it existed already. */
  async place(): Promise<boolean> {
    const { order, terms: payment } = this;
    const { existing } = await this.client.placeOrder({ order, payment, timing: TIMING });
    return existing;
  }

  /** Issues the order at ECPay without a workflow. */
  async issueInBackOffice(): Promise<void> {
    const { receiverUrl } = this.environment;
    const order = { ...this.order, useStatusNotifyUrl: receiverUrl + CALLBACK_PATHS.useStatus };
    await this.control('orders', toIssueData(order));
  }

  control(path: string, body: object = {}): Promise<unknown> {
    return this.environment.world.control(path, body);
  }

  /** ECPay's record of the order. */
  record() {
    return this.environment.world.sandbox.book.order(this.tradeNo, this.ref.merchantId);
  }

  /**
   * The order's snapshot, or undefined if it never had a workflow. After a restart of the workers, a lost task times
   * out after ten seconds; the query is repeated until then.
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
    // The query is answered after all earlier messages, so activities that they schedule are pending by then.
    await this.snapshot();
    await this.environment.untilQuiet(workflowIdOf(this.ref));
  }

  /** The events that the merchant has received about the order, duplicates included. */
  events(): MerchantEvent[] {
    return this.environment.merchant.events.filter(({ id }) => id.startsWith(`${workflowIdOf(this.ref)}/`));
  }

  /** ECPay's ticket callbacks about the order, oldest first. */
  callbacks(): CallbackRequest[] {
    const posted = this.environment.posted.slice(this.#postedBefore);
    return posted.filter(({ kind }) => kind === 'useStatus' || kind === 'refund');
  }

  /** Posts a callback, as ECPay does. Returns the HTTP status. */
  async post({ kind, body }: CallbackRequest): Promise<number> {
    await this.untilQuiet();
    return (await postUntilAnswered(this.environment.receiverUrl + CALLBACK_PATHS[kind], body)).status;
  }

  async #send({ kind, body }: CallbackRequest): Promise<number> {
    const answer = await fetch(this.environment.receiverUrl + CALLBACK_PATHS[kind], { method: 'POST', body });
    return answer.status;
  }

  /** Runs ECPay's daily job now. */
  async runCallbacks(): Promise<void> {
    await this.untilQuiet();
    await this.control('callbacks/run');
  }

  /** Posts a callback without ticket data. */
  async callBack(): Promise<void> {
    await this.post(this.#callback());
  }

  /** Posts `count` callbacks at once. Returns the HTTP statuses. */
  async callBackConcurrently(count: number): Promise<number[]> {
    await this.untilQuiet();
    return await Promise.all(Array.from({ length: count }, () => this.#send(this.#callback())));
  }

  #callback(): CallbackRequest {
    const { merchantId, platformId = null, merchantTradeNo, freeTradeNo } = this.ref;
    const keys = stageKeys((platformId ?? merchantId) as keyof typeof STAGE_MERCHANTS);
    const data = { MerchantTradeNo: merchantTradeNo ?? '', FreeTradeNo: freeTradeNo ?? '' };
    return { kind: 'useStatus', body: callbackBody(data, { merchantId, platformId, keys }) };
  }

  /** Signals the workflow `count` times at once, without the receiver. Does nothing if the workflow has closed. */
  async signal(count: number): Promise<void> {
    const callback = { kind: 'useStatus', receivedAt: new Date().toISOString(), data: {} } as const;
    const send = async () => {
      try {
        await this.handle().signal(callbackReceived, callback);
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
    };
    const sendAll = () => Promise.all(Array.from({ length: count }, send));
    await this.environment.sendCallbacks(workflowIdOf(this.ref), sendAll);
  }

  /** Ends all faults. */
  async clearFaults(): Promise<void> {
    await this.environment.world.sandbox.app.inject({ method: 'DELETE', url: '/_sandbox/faults' });
    this.environment.merchant.failures = 0;
    this.environment.world.hideMerchant(0);
  }

  /** Passes `ms` milliseconds for the server and ECPay. Returns the time (ms since the epoch). */
  async passTime(ms: number): Promise<number> {
    await this.environment.world.environment.sleep(ms);
    return await this.environment.world.now();
  }

  /** Passes time until `work` is done, so that retries do not wait for the wall clock. */
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

  /** Restarts the workers between two workflow tasks: the time-skipping server assigns tasks to stopped workers. */
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

  /** The run id of the open run, or undefined. */
  async runId(): Promise<string | undefined> {
    try {
      const { runId, status } = await this.handle().describe();
      return status.name === 'RUNNING' ? runId : undefined;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  }

  /** Terminates the workflow, so that it does not affect later sequences. */
  async terminate(): Promise<void> {
    await this.handle()
      .terminate('the sequence is over')
      .catch(() => undefined);
  }

  handle() {
    return patientClient(this.environment.world.environment).workflow.getHandle(workflowIdOf(this.ref));
  }
}
