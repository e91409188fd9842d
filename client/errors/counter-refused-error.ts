import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';
import type { CounterRefusal, CounterRefusalCode, TicketUse } from '../../workflows/counter-messages.js';

/** What was asked of these tickets cannot be; nothing was changed. `reason` says why, `used` when and where. */
export class CounterRefusedError extends ECTicketError {
  override readonly name = 'CounterRefusedError';
  readonly code = 'COUNTER_REFUSED';
  readonly reason: CounterRefusalCode;
  readonly used?: TicketUse;
  /** When to ask again (ISO 8601), where ECPay has said so. */
  readonly retryAt?: string;

  constructor(
    readonly workflowId: string,
    { code, words, used, retryAt }: CounterRefusal,
  ) {
    super(`The order ${workflowId} refuses (${code}): ${words}`);
    this.reason = code;
    if (used !== undefined) this.used = used;
    if (retryAt !== undefined) this.retryAt = retryAt;
  }
}
