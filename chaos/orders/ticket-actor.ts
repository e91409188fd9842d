/** Redeems and refunds the tickets of one order, and keeps what each caller was answered. */
import { setTimeout as sleep } from 'node:timers/promises';
import { OutcomeUnknownError, type RedeemRequest, type TicketAction } from '../../client/index.js';
import type { OrderRef } from '../../index.js';
import type { SandboxControl } from '../system/sandbox-control.js';
import type { System } from '../system/system.js';
import type { TicketStep } from './itinerary.js';
import { codeOf, persist } from './persist.js';
import { countOutcome, type TicketOperation } from './ticket-history.js';

/** Longer than any restart of a worker. After it, the caller calls again. */
const UPDATE_TIMEOUT_MS = 30_000;
/** Pause between two steps, so that callbacks and reads come between them. */
const STEP_PAUSE_MS = 300;

/** Controls of the sandbox, and whether they take something back. */
const CLERK_ACTIONS: Readonly<Record<TicketAction, { readonly path: 'redeem' | 'refund'; readonly cancel: boolean }>> =
  {
    redeem: { path: 'redeem', cancel: false },
    cancelRedemption: { path: 'redeem', cancel: true },
    refund: { path: 'refund', cancel: false },
    cancelRefund: { path: 'refund', cancel: true },
  };

interface Request {
  readonly action: TicketAction;
  readonly selection: RedeemRequest['tickets'];
  readonly updateId: string;
}

export class TicketActor {
  readonly operations: TicketOperation[] = [];
  /** Answers that no order may give, such as an outcome for an update id that belongs to another request. */
  readonly wrongAnswers: string[] = [];
  #updates = 0;
  #last: Request | undefined;

  constructor(
    private readonly tradeNo: string,
    private readonly ref: OrderRef,
    private readonly ticketNos: readonly string[],
    private readonly parts: { readonly ecticket: System['ecticket']; readonly sandbox: SandboxControl },
  ) {}

  async follow(steps: readonly TicketStep[]): Promise<void> {
    for (const step of steps) {
      await this.#take(step);
      await sleep(STEP_PAUSE_MS);
    }
  }

  /** A clerk redeems every ticket that is unused. */
  async useUp(): Promise<void> {
    for (const ticketNo of this.ticketNos) await this.#clerk('redeem', ticketNo);
  }

  async #take(step: TicketStep): Promise<void> {
    switch (step.type) {
      case 'client':
        await Promise.all(
          Array.from({ length: step.times }, () => this.#update(step.action, this.#ticketNo(step.ticket))),
        );
        return;
      case 'clerk':
        await this.#clerk(step.action, this.#ticketNo(step.ticket));
        return;
      case 'race': {
        const ticketNo = this.#ticketNo(step.ticket);
        await Promise.all([this.#update(step.action, ticketNo), this.#clerk(step.action, ticketNo)]);
        return;
      }
      case 'redeemAny':
        await this.#call({ action: 'redeem', selection: { count: 1 }, updateId: this.#newUpdateId() });
        return;
      case 'repeat':
        if (this.#last !== undefined) await this.#call(this.#last);
        return;
      case 'reuseUpdateId':
        await this.#update('redeem', this.#ticketNo(step.ticket));
        if (this.#last !== undefined) await this.#reuse(this.#last);
        return;
    }
  }

  async #update(action: TicketAction, ticketNo: string): Promise<void> {
    const request = { action, selection: { ticketNo }, updateId: this.#newUpdateId() };
    await this.#call(request);
    this.#last = request;
  }

  /** Calls until there is an answer, and records it for each ticket that it names. */
  async #call({ action, selection, updateId }: Request, { isReused = false } = {}): Promise<void> {
    const startedAt = performance.now();
    /** Whether a call got no answer. */
    const lost = { answers: 0 };
    const record = (ticketNo: string, outcome: TicketOperation['outcome'], answer: string) =>
      this.operations.push({
        by: `update ${updateId}`,
        ...{ action, ticketNo, outcome, answer, startedAt, endedAt: performance.now() },
      });
    try {
      const { tickets } = await persist(
        () => this.parts.ecticket[action](this.ref, { tickets: selection }, { updateId, timeoutMs: UPDATE_TIMEOUT_MS }),
        () => {
          lost.answers += 1;
        },
      );
      for (const ticket of tickets) {
        const answer = ticket.result === 'refused' ? ticket.refusal.code : ticket.result;
        record(ticket.ticketNo, countOutcome(ticket, lost.answers > 0), answer);
      }
    } catch (error) {
      if (error instanceof OutcomeUnknownError && error.reason === 'unknownFailure')
        this.wrongAnswers.push(`${action} under ${updateId}: ${error.message}`);
      const answer = `${codeOf(error)}: ${(error as Error).message.slice(0, 200)}`;
      if (codeOf(error) === 'UPDATE_CONFLICT' && !isReused)
        this.wrongAnswers.push(`${action} under its own ${updateId}: ${answer}`);
      const possible = 'ticketNo' in selection ? [selection.ticketNo] : this.ticketNos;
      for (const ticketNo of possible) record(ticketNo, lost.answers > 0 ? 'maybe' : 'none', answer);
    }
  }

  /** A call under an update id that belongs to another request must not be answered with an outcome. */
  async #reuse({ action, selection, updateId }: Request): Promise<void> {
    const taken = 'ticketNo' in selection ? selection.ticketNo : '';
    const other = this.ticketNos.find((ticketNo) => ticketNo !== taken);
    // A refused update leaves its id unused.
    const isTaken = this.operations.some((call) => call.by === `update ${updateId}` && call.outcome === 'done');
    if (other === undefined || !isTaken) return;
    const before = this.operations.length;
    await this.#call({ action, selection: { ticketNo: other }, updateId }, { isReused: true });
    const answers = this.operations.slice(before).filter(({ outcome }) => outcome === 'done');
    for (const { ticketNo } of answers)
      this.wrongAnswers.push(`${action} ${other} under ${updateId}, which belongs to ${taken}: ${ticketNo} is done`);
  }

  async #clerk(action: TicketAction, ticketNo: string): Promise<void> {
    const { path, cancel } = CLERK_ACTIONS[action];
    const startedAt = performance.now();
    const body = { ticketNos: [ticketNo], ...(cancel && { cancel }) };
    const answer = await this.parts.sandbox.post(`orders/${this.tradeNo}/${path}`, body);
    const isDone = 'done' in answer;
    const outcome = isDone ? ('done' as const) : ('none' as const);
    const at = { startedAt, endedAt: performance.now() };
    this.operations.push({ by: 'clerk', action, ticketNo, outcome, answer: isDone ? 'done' : answer.refused, ...at });
  }

  #ticketNo(index: number): string {
    return this.ticketNos[index % this.ticketNos.length] ?? '';
  }

  #newUpdateId(): string {
    this.#updates += 1;
    return `${this.tradeNo}-${this.#updates}`;
  }
}
