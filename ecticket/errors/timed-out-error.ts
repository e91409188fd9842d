import { ECTicketError } from './ecticket-error.js';

/** How far the call had come: `send` the request was being written, `response` it was waited for, `read` it was being read. */
export type CallPhase = 'send' | 'response' | 'read';

/**
 * The request went out and no whole answer came back: a time limit, or a connection that was cut. ECPay may have acted:
 * ask what is true before doing it again.
 */
export class TimedOutError extends ECTicketError {
  override readonly name = 'TimedOutError';
  readonly code = 'TIMED_OUT';

  constructor(
    readonly endpoint: string,
    readonly phase: CallPhase,
    /** `ETIMEDOUT` for a time limit, `ECONNRESET` and the like for a cut. */
    readonly systemCode: string,
  ) {
    super(
      `${endpoint}: no whole answer came back (${systemCode} while in phase "${phase}"). ECPay may have acted: query the result before repeating the call.`,
    );
  }
}
