/** An order on the development server, the expected ticket states, and resets and terminations by an operator. */
import { randomUUID } from 'node:crypto';
import { WorkflowNotFoundError } from '@temporalio/client';
import { expect } from '@jest/globals';
import { TicketActionRefusedError, OrderEndedError, OutcomeUnknownError } from '../../client/index.js';
import type { OrderRef } from '../../ecticket/order.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import { callbackBody, postUntilAnswered } from '../support/callback-requests.js';
import type { DevWorld } from '../support/dev-world.js';
import { paperOrder } from '../support/orders.js';
import { completedTasks, resetWorkflow } from '../support/reset-workflow.js';
import { historyOf } from './stuck.js';

const TICKETS = 6;
const STATES = { 1: 'unused', 2: 'redeemed', 3: 'refunded', 4: 'expired' } as const;
const RESULTING_STATE = { redeem: 'redeemed', refund: 'refunded' } as const;
type Action = keyof typeof RESULTING_STATE;

/** Short intervals (ms), so that an order without callbacks reconciles within the test. */
const TIMING = { firstReconciliation: 1000, longestReconciliation: 2000 };

export class ResettableOrder {
  #ref: OrderRef = { merchantId: '', merchantTradeNo: '' };
  /** The expected state of every ticket, by TicketNo. */
  readonly #states = new Map<string, (typeof STATES)[keyof typeof STATES]>();
  #completed: { readonly action: Action; readonly ticketNo: string; readonly updateId: string } | undefined;

  constructor(
    readonly world: DevWorld,
    readonly tradeNo: string,
  ) {}

  async place(): Promise<void> {
    const { ref, ticketNos } = await this.world.issued(paperOrder(this.tradeNo, TICKETS), TIMING);
    this.#ref = ref;
    for (const ticketNo of ticketNos) this.#states.set(ticketNo, 'unused');
  }

  /** Runs a ticket action. A refused action must have been impossible. */
  async act(action: Action, index: number): Promise<void> {
    const ticketNo = this.#ticketNo(index);
    const updateId = randomUUID();
    try {
      const { tickets } = await this.world.client[action](this.#ref, { tickets: { ticketNo } }, { updateId });
      this.#completed = { action, ticketNo, updateId };
      for (const { result } of tickets) {
        if (result === 'refused') expect(this.#states.get(ticketNo)).not.toBe('unused');
        else this.#recordAction(ticketNo, action);
      }
    } catch (error) {
      if (!(error instanceof TicketActionRefusedError || error instanceof OrderEndedError)) throw error;
      // An order that was just reset may not have its tickets yet.
      if (error.code !== 'TICKET_ACTION_REFUSED' || !String(error).includes('ORDER_NOT_ACTIVE'))
        expect(this.#states.get(ticketNo)).not.toBe('unused');
    }
  }

  async redeemByCount(): Promise<void> {
    try {
      const { tickets } = await this.world.client.redeem(this.#ref, { tickets: { count: 1 } });
      for (const { ticketNo, result } of tickets) if (result === 'done') this.#recordAction(ticketNo, 'redeem');
    } catch (error) {
      if (!(error instanceof TicketActionRefusedError || error instanceof OrderEndedError)) throw error;
    }
  }

  /** Changes a ticket at ECPay without the client. */
  async actAtECPay(action: Action, index: number): Promise<void> {
    const ticketNo = this.#ticketNo(index);
    if (this.#states.get(ticketNo) !== 'unused') return;
    await this.world.control(`orders/${this.tradeNo}/${action}`, { ticketNos: [ticketNo] });
    this.#recordAction(ticketNo, action);
  }

  /** Repeats the last request under its update id. */
  async repeatUpdate(): Promise<void> {
    if (this.#completed === undefined) return;
    const { action, ticketNo, updateId } = this.#completed;
    try {
      const { tickets } = await this.world.client[action](this.#ref, { tickets: { ticketNo } }, { updateId });
      expect(tickets.map((each) => each.ticketNo)).toEqual([ticketNo]);
    } catch (error) {
      // A run that refused the update after a reset: the server has no outcome for it ("something went wrong").
      if (error instanceof OutcomeUnknownError && error.reason === 'answerLost') return;
      if (!(error instanceof TicketActionRefusedError || error instanceof OrderEndedError)) throw error;
    }
  }

  async callBack(): Promise<void> {
    await this.world.runCallbacks();
  }

  /** Resets the last run, open or closed, to one of its workflow tasks. */
  async reset(share: number): Promise<void> {
    const { environment } = this.world;
    const { runId } = await this.#handle().describe();
    const completed = await completedTasks(environment, workflowIdOf(this.#ref));
    const chosen = completed[Math.min(Math.floor(share * completed.length), completed.length - 1)];
    if (chosen !== undefined) await resetWorkflow(environment, workflowIdOf(this.#ref), chosen, runId);
  }

  async terminate(): Promise<void> {
    try {
      await this.#handle().terminate('an operator');
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }

  /** Checks that ECPay's record shows exactly what was done. */
  expectRecord(): void {
    expect(this.#recorded()).toEqual([...this.#states]);
  }

  /**
   * Checks that the order agrees with ECPay's record after an adoption or a callback, and that every event id has one
   * content.
   */
  async checkOrder(): Promise<void> {
    await this.world.runCallbacks();
    const { existing } = await this.world.client.adoptOrder(this.#ref);
    if (existing) await this.#receiveCallback();
    await this.world.until(this.#ref, ({ tickets, events: { undelivered } }) => {
      const shown = tickets.map(({ ticketNo, state }) => [ticketNo, state].join());
      return (
        undelivered === 0 &&
        shown.join('; ') ===
          this.#recorded()
            .map((each) => each.join())
            .join('; ')
      );
    });
    this.expectRecord();
    const delivered = this.world.events.filter(({ order }) => order.merchantTradeNo === this.tradeNo);
    // The order of an object's keys is not part of the content.
    const contents = new Map(delivered.map(({ id, type, data }) => [id, { type, data }]));
    for (const { id, type, data } of delivered) expect([id, { type, data }]).toEqual([id, contents.get(id)]);
  }

  async history(): Promise<string> {
    return await historyOf(this.#handle());
  }

  /** Posts a callback; the receiver adopts the order if it has ended meanwhile. */
  async #receiveCallback(): Promise<void> {
    const [ticketNo] = this.#states.keys();
    const body = callbackBody({ MerchantTradeNo: this.tradeNo, TicketList: [{ TicketNo: ticketNo, UseStatus: 1 }] });
    const answer = await postUntilAnswered(`${this.world.receiverUrl}/ecpay/ticket/use-status`, body);
    expect(answer.status).toBe(200);
  }

  #recordAction(ticketNo: string, action: Action): void {
    // A lost run may have done it already.
    if (this.#states.get(ticketNo) === RESULTING_STATE[action]) return;
    expect([ticketNo, this.#states.get(ticketNo)]).toEqual([ticketNo, 'unused']);
    this.#states.set(ticketNo, RESULTING_STATE[action]);
  }

  #recorded() {
    return this.world
      .orderAtECPay(this.tradeNo)
      .tickets.map(({ ticketNo, useStatus }) => [ticketNo, STATES[useStatus]]);
  }

  #ticketNo(index: number): string {
    return [...this.#states.keys()][index] ?? '';
  }

  #handle() {
    return this.world.environment.client.workflow.getHandle(workflowIdOf(this.#ref));
  }
}
