import { activityInfo, cancellationSignal, sleep } from '@temporalio/activity';
import { BusinessRefusalError, ECTicketError, ThrottledError } from '../ecticket/index.js';
import type { CallOptions, ProviderOrder, TicketApi, TicketState } from '../ecticket/index.js';
import type {
  NotSent,
  TicketUpdateResult,
  UpdateTicketsRequest,
  UpdateTicketsResult,
} from '../workflows/messages/activities.js';
import { hasReachedState, type TicketIdentity } from '../workflows/messages/ticket-actions.js';
import { Deadline, DeadlinePassedError } from './deadline.js';
import { hasNotActed } from './failures.js';
import {
  mayHaveRunBefore,
  readRecord,
  withProvider,
  type Call,
  type Provider,
  type SaveProgress,
} from './provider-call.js';
import { sendTicketRequest } from './send-ticket-request.js';
import { readProgress, type UpdateTicketsProgress } from './update-tickets-progress.js';

/**
 * Pause between two requests, as ECPay advises. ECPay answers a client that is too fast with HTTP 403 for half an hour.
 */
const SEND_INTERVAL_MS = 200;

/**
 * In the last seconds of the activity nothing is sent: they are for the answer, and for reading the record after it.
 */
const SEND_RESERVE_MS = 10_000;
/** A call is aborted when this time is left, so that the result still reaches the workflow. */
const CALL_RESERVE_MS = 3_000;
/** Longest delay between two attempts: a customer is waiting. */
const MAX_RETRY_DELAY_MS = 5_000;

/** Errors that a retry of the same request does not fix. */
const PERMANENT: readonly string[] = ['BUSINESS_REFUSAL', 'INVALID_REQUEST', 'UNENCODABLE_VALUE'];

/**
 * The activity `updateTickets`: redeems or refunds tickets, or cancels either. However often it is attempted, it acts
 * on each ticket at most once.
 *
 * - A ticket is `done` only if ECPay accepted a request of this activity, because goods are handed out for it.
 * - A ticket that has the requested state before anything was sent was changed by somebody else: it is `refused`.
 * - After a lost answer, the next attempt reads the record. It sends the request again if the ticket is unchanged.
 *   Otherwise the result is `unknown`, because somebody else may have changed the ticket meanwhile.
 * - Nothing is sent when the activity is cancelled, or in the last ten seconds of its time.
 */
export function makeUpdateTickets(provider: Provider) {
  return async function updateTickets(request: UpdateTicketsRequest): Promise<UpdateTicketsResult> {
    const deadline = new Deadline(request.scheduleToStartTimeout);
    const firstProgress = withoutClaim(readProgress(activityInfo().heartbeatDetails));
    return await withProvider(
      provider,
      request.ref,
      (call, saveProgress) => new Attempt(provider, request, deadline, call, saveProgress).run(),
      { maxDelay: MAX_RETRY_DELAY_MS, retryConfigurationFailures: true, firstProgress },
    );
  };
}

class Attempt {
  readonly #earlier = readProgress(activityInfo().heartbeatDetails);
  /** Whether no earlier attempt may have sent more than its details say. The worker of one may have been killed. */
  readonly #areEarlierComplete = !mayHaveRunBefore() || this.#earlier?.haveAllEnded === true;
  readonly #results: TicketUpdateResult[] = [...(this.#earlier?.results ?? [])];
  readonly #pacer = new Pacer(SEND_INTERVAL_MS);
  #unconfirmed = this.#earlier?.unconfirmed;
  /** ECPay's record as last read. */
  #record: ProviderOrder | undefined;
  /** Whether a request was sent after the record was read. */
  #isRecordStale = false;

  constructor(
    private readonly provider: Provider,
    private readonly request: UpdateTicketsRequest,
    private readonly deadline: Deadline,
    private readonly call: Call,
    private readonly saveProgress: SaveProgress,
  ) {}

  async run(): Promise<UpdateTicketsResult> {
    try {
      this.#record = await this.#readRecord();
      for (const ticket of this.request.tickets.slice(this.#results.length)) {
        const result = await this.#update(ticket);
        this.#results.push(result);
        this.#unconfirmed = undefined;
        if (result.result !== 'notSent') this.#save();
      }
    } catch (error) {
      if (cancellationSignal().aborted || this.#canRetryAfter(error)) {
        this.#save(this.#areEarlierComplete ? { haveAllEnded: true } : {});
        throw error;
      }
      const reason = notSentReason(error);
      const remaining = this.request.tickets.slice(this.#results.length);
      this.#results.push(...remaining.map((ticket) => this.#resultOfUnsent(ticket, reason)));
    }
    return await this.#finish();
  }

  async #update(ticket: TicketIdentity): Promise<TicketUpdateResult> {
    const { ticketNo } = ticket;
    const state = stateIn(this.#record, ticket);
    if (hasReachedState(state, this.request.action)) {
      if (this.#mayHaveBeenSent(ticket)) return { ticketNo, result: 'unknown' };
      const message = `According to ECPay’s record, the ticket is already ${state}.`;
      return { ticketNo, result: 'refused', code: 'ALREADY_IN_STATE', message };
    }
    if (this.deadline.remaining() < SEND_RESERVE_MS) return this.#resultOfUnsent(ticket, { reason: 'outOfTime' });
    await this.#pacer.wait();
    return await this.#send(ticket);
  }

  async #send(ticket: TicketIdentity): Promise<TicketUpdateResult> {
    const { ticketNo } = ticket;
    const mayHaveBeenSent = this.#mayHaveBeenSent(ticket);
    this.#unconfirmed = ticketNo;
    this.#isRecordStale = true;
    this.#save();
    try {
      await this.#callInTime((api, options) => sendTicketRequest(api, this.request, ticket, options));
      return { ticketNo, result: 'done' };
    } catch (error) {
      if (hasNotActed(error) && !mayHaveBeenSent) this.#unconfirmed = undefined;
      if (!(error instanceof BusinessRefusalError)) throw error;
      // ECPay may refuse because it has accepted an earlier attempt whose answer was lost.
      if (mayHaveBeenSent) return { ticketNo, result: 'unknown' };
      return { ticketNo, result: 'refused', code: String(error.rtnCode), message: error.rtnMsg };
    }
  }

  /** Whether an earlier attempt may have sent a request for this ticket. A killed worker may have sent any of them. */
  #mayHaveBeenSent({ ticketNo }: TicketIdentity): boolean {
    return !this.#areEarlierComplete || this.#earlier?.unconfirmed === ticketNo;
  }

  #resultOfUnsent(ticket: TicketIdentity, reason: NotSent): TicketUpdateResult {
    const { ticketNo } = ticket;
    const isUncertain = this.#unconfirmed === ticketNo || this.#mayHaveBeenSent(ticket);
    return isUncertain ? { ticketNo, result: 'unknown' } : { ticketNo, result: 'notSent', ...reason };
  }

  /** Whether another attempt could still send something. */
  #canRetryAfter(error: unknown): boolean {
    if (error instanceof DeadlinePassedError) return false;
    if (error instanceof ECTicketError && PERMANENT.includes(error.code)) return false;
    const delay = error instanceof ThrottledError ? error.retryAt - this.provider.now() : MAX_RETRY_DELAY_MS;
    return this.deadline.remaining() - delay > SEND_RESERVE_MS;
  }

  /** Reads the record again if a request was sent. A failure to read it does not change the results. */
  async #finish(): Promise<UpdateTicketsResult> {
    const record = this.#isRecordStale ? await this.#readRecord().catch(() => undefined) : this.#record;
    return { results: this.#results, ...(record !== undefined && { record }) };
  }

  #readRecord(): Promise<ProviderOrder> {
    return readRecord(this.provider, this.request.ref, (make) => this.#callInTime(make));
  }

  #callInTime<T>(make: (api: TicketApi, options: CallOptions) => Promise<T>): Promise<T> {
    return this.call((api, options) => {
      const signals = [options.signal, this.deadline.signal(CALL_RESERVE_MS)].filter((each) => each !== undefined);
      return make(api, { ...options, signal: AbortSignal.any(signals) });
    });
  }

  #save(end: Pick<UpdateTicketsProgress, 'haveAllEnded'> = {}): void {
    const unconfirmed = this.#unconfirmed;
    this.saveProgress({
      results: [...this.#results],
      ...(unconfirmed !== undefined && { unconfirmed }),
      ...end,
    } satisfies UpdateTicketsProgress);
  }
}

/** Spaces out the requests of one attempt. */
class Pacer {
  #lastAt: number | undefined;

  constructor(private readonly intervalMs: number) {}

  /**
   * Waits until the interval has passed since the previous call returned. The first call does not wait.
   *
   * @throws CancelledFailure if the activity is cancelled
   */
  async wait(): Promise<void> {
    const remaining = this.#lastAt === undefined ? 0 : this.#lastAt + this.intervalMs - performance.now();
    if (remaining > 0) await sleep(Math.ceil(remaining));
    this.#lastAt = performance.now();
  }
}

/** What another attempt may read although this one has sent a request since. */
function withoutClaim(earlier: UpdateTicketsProgress | undefined): UpdateTicketsProgress | undefined {
  if (earlier === undefined) return undefined;
  const { haveAllEnded: _claim, ...progress } = earlier;
  return progress;
}

function notSentReason(error: unknown): NotSent {
  if (error instanceof ThrottledError) return { reason: 'throttled', retryAt: error.retryAt };
  if (!(error instanceof ECTicketError)) return { reason: 'outOfTime' };
  return { reason: 'failed', code: error.code, message: error.message };
}

function stateIn(record: ProviderOrder | undefined, { ticketNo }: TicketIdentity): TicketState | undefined {
  return record?.tickets.find((each) => each.ticketNo === ticketNo)?.state;
}
