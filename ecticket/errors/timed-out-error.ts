import { ECTicketError } from './ecticket-error.js';

/**
 * What the call was doing: `send` writing the request, `response` waiting for the answer, `read` reading the answer.
 */
export type CallPhase = 'send' | 'response' | 'read';

/**
 * The request was sent, but no complete answer arrived because of a timeout or a broken connection. ECPay may have
 * acted: query the result before you retry.
 */
export class TimedOutError extends ECTicketError {
  override readonly name = 'TimedOutError';
  readonly code = 'TIMED_OUT';

  constructor(
    readonly endpoint: string,
    readonly phase: CallPhase,
    /** `ETIMEDOUT` for a timeout; `ECONNRESET` and similar codes for a broken connection. */
    readonly systemCode: string,
  ) {
    super(
      `${endpoint}: no complete answer arrived (${systemCode} in phase "${phase}"). ` +
        `ECPay may have acted: query the result before you retry the call.`,
    );
  }
}
