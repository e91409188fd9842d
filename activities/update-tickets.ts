/** Redeems or refunds tickets, or takes either back; however often it is attempted, each ticket is acted on once. */
import { activityInfo, cancellationSignal } from '@temporalio/activity';
import { BusinessRefusalError, ECTicketError, ThrottledError } from '../ecticket/index.js';
import type { CallOptions, ProviderOrder, TicketApi, TicketState } from '../ecticket/index.js';
import { hasReachedState, type TicketNumbers } from '../workflows/messages/ticket-actions.js';
import { Deadline, DeadlinePassedError } from './deadline.js';
import { readProgress, type UpdateTicketsProgress } from './update-tickets-progress.js';
import { Pace } from './pace.js';
import { readRecord, withProvider, type Call, type Keep, type Provider } from './provider-call.js';
import { sendTicketRequest } from './send-ticket-request.js';
import type {
  NotSent,
  TicketUpdateResult,
  UpdateTicketsRequest,
  UpdateTicketsResult,
} from '../workflows/messages/activities.js';

/** Milliseconds: ECPay advises as much between two calls, and answers too many by half an hour of HTTP 403. */
const BETWEEN_SENDS = 200;

/** Milliseconds before the activity's end after which nothing more is sent: for the answer, and the record after it. */
const SEND_RESERVE = 10_000;
/** Milliseconds before the activity's end at which a call is given up, so that the answer still reaches the order. */
const CALL_RESERVE = 3_000;
/** Milliseconds between two attempts at the most: somebody waits. */
const LONGEST_RETRY = 5_000;

/** ECPay did not act, or nothing was sent. After any other error it may have acted. */
const NOT_ACTED: readonly string[] = [
  'THROTTLED',
  'ENVELOPE_REFUSED',
  'CANNOT_CONNECT',
  'INVALID_REQUEST',
  'UNKNOWN_MERCHANT',
  'MERCHANT_LOOKUP_FAILED',
  'INVALID_MERCHANTS',
  'INVALID_KEY_PAIR',
  'UNENCODABLE_VALUE',
];

/** The same request would fail again. */
const POINTLESS: readonly string[] = ['BUSINESS_REFUSAL', 'INVALID_REQUEST', 'UNENCODABLE_VALUE'];

/**
 * `done` is said of a ticket only where ECPay has accepted a request of ours: goods are handed out for it. A ticket that the
 * record shows as moved before anything was sent is somebody else's, and refused. Where something was sent and its answer
 * lost, the record is read again: a ticket that has not moved is sent once more, one that has is `unknown`, since somebody
 * else may have moved it meanwhile. Nothing is sent once the time is nearly up or the activity is cancelled.
 */
export function makeUpdateTickets(provider: Provider) {
  return async function updateTickets(request: UpdateTicketsRequest): Promise<UpdateTicketsResult> {
    const deadline = new Deadline(request.queuedFor);
    return await withProvider(
      provider,
      request.ref,
      (call, keep) => new Attempt(provider, request, deadline, call, keep).run(),
      { longestDelay: LONGEST_RETRY, isReported: true },
    );
  };
}

class Attempt {
  readonly #info = activityInfo();
  readonly #earlier = readProgress(this.#info.heartbeatDetails);
  readonly #moves: TicketUpdateResult[] = [...(this.#earlier?.moves ?? [])];
  readonly #pace = new Pace(BETWEEN_SENDS);
  #inDoubt = this.#earlier?.inDoubt;
  /** As ECPay's record was read last, and whether something was sent after that. */
  #record: ProviderOrder | undefined;
  #isStale = false;

  constructor(
    private readonly provider: Provider,
    private readonly request: UpdateTicketsRequest,
    private readonly deadline: Deadline,
    private readonly call: Call,
    private readonly keep: Keep,
  ) {}

  async run(): Promise<UpdateTicketsResult> {
    try {
      this.#record = await this.#readRecord();
      for (const ticket of this.request.tickets.slice(this.#moves.length)) {
        const move = await this.#move(ticket);
        this.#moves.push(move);
        this.#inDoubt = undefined;
        if (move.result !== 'notSent') this.#keep();
      }
    } catch (error) {
      if (cancellationSignal().aborted || this.#hasTimeAfter(error)) {
        this.#keep({ isWhole: true });
        throw error;
      }
      const why = this.#reasonOf(error);
      this.#moves.push(...this.request.tickets.slice(this.#moves.length).map((each) => this.#unsent(each, why)));
    }
    return await this.#answer();
  }

  async #move(ticket: TicketNumbers): Promise<TicketUpdateResult> {
    const { ticketNo } = ticket;
    const state = stateIn(this.#record, ticket);
    if (hasReachedState(state, this.request.action)) {
      if (this.#mayHaveSent(ticket)) return { ticketNo, result: 'unknown' };
      return { ticketNo, result: 'refused', code: 'RECORD', words: `ECPay’s record has this ticket as ${state}.` };
    }
    if (this.deadline.left() < SEND_RESERVE) return this.#unsent(ticket, { why: 'outOfTime' });
    await this.#pace.keep();
    return await this.#send(ticket);
  }

  async #send(ticket: TicketNumbers): Promise<TicketUpdateResult> {
    const { ticketNo } = ticket;
    const mayHaveSent = this.#mayHaveSent(ticket);
    this.#inDoubt = ticketNo;
    this.#isStale = true;
    this.#keep();
    try {
      await this.#withTimeout((api, options) => sendTicketRequest(api, this.request, ticket, options));
      return { ticketNo, result: 'done' };
    } catch (error) {
      const isClear = error instanceof ECTicketError && NOT_ACTED.includes(error.code);
      if (isClear && !mayHaveSent) this.#inDoubt = undefined;
      if (!(error instanceof BusinessRefusalError)) throw error;
      // What was sent before and got no answer may be why.
      if (mayHaveSent) return { ticketNo, result: 'unknown' };
      return { ticketNo, result: 'refused', code: String(error.rtnCode), words: error.rtnMsg };
    }
  }

  /** An earlier attempt may have sent something for this ticket. One whose worker was killed may have for any. */
  #mayHaveSent({ ticketNo }: TicketNumbers): boolean {
    if (this.#info.attempt === 1) return false;
    return this.#earlier?.isWhole !== true || this.#earlier.inDoubt === ticketNo;
  }

  #unsent(ticket: TicketNumbers, why: NotSent): TicketUpdateResult {
    const { ticketNo } = ticket;
    const mayHaveSent = this.#inDoubt === ticketNo || this.#mayHaveSent(ticket);
    return mayHaveSent ? { ticketNo, result: 'unknown' } : { ticketNo, result: 'notSent', ...why };
  }

  /** Whether another attempt could still send something. */
  #hasTimeAfter(error: unknown): boolean {
    if (error instanceof DeadlinePassedError) return false;
    if (error instanceof ECTicketError && POINTLESS.includes(error.code)) return false;
    const delay = error instanceof ThrottledError ? error.retryAt - this.provider.now() : LONGEST_RETRY;
    return this.deadline.left() - delay > SEND_RESERVE;
  }

  #reasonOf(error: unknown): NotSent {
    if (error instanceof ThrottledError) return { why: 'throttled', retryAt: error.retryAt };
    if (!(error instanceof ECTicketError)) return { why: 'outOfTime' };
    return { why: 'failed', code: error.code, words: error.message };
  }

  /** The record is read again after something was sent. That it cannot be must not make what was done seem otherwise. */
  async #answer(): Promise<UpdateTicketsResult> {
    const moves = this.#moves;
    const record = this.#isStale ? await this.#readRecord().catch(() => undefined) : this.#record;
    return { moves, ...(record !== undefined && { record }) };
  }

  #readRecord(): Promise<ProviderOrder> {
    return readRecord(this.provider, this.request.ref, (make) => this.#withTimeout(make));
  }

  #withTimeout<T>(make: (api: TicketApi, options: CallOptions) => Promise<T>): Promise<T> {
    return this.call((api, options) => {
      const signals = [options.signal, this.deadline.signal(CALL_RESERVE)].filter((each) => each !== undefined);
      return make(api, { ...options, signal: AbortSignal.any(signals) });
    });
  }

  #keep(end: Pick<UpdateTicketsProgress, 'isWhole'> = {}): void {
    const inDoubt = this.#inDoubt;
    this.keep({
      moves: [...this.#moves],
      ...(inDoubt !== undefined && { inDoubt }),
      ...end,
    } satisfies UpdateTicketsProgress);
  }
}

function stateIn(record: ProviderOrder | undefined, { ticketNo }: TicketNumbers): TicketState | undefined {
  return record?.tickets.find((each) => each.ticketNo === ticketNo)?.state;
}
