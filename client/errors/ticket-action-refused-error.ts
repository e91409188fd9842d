import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';
import type {
  TicketActionRefusal,
  TicketActionRefusalCode,
  TicketUse,
} from '../../workflows/messages/ticket-actions.js';

/** What was asked of these tickets cannot be; nothing was changed. `reason` says why, `used` when and where. */
export class TicketActionRefusedError extends ECTicketError {
  override readonly name = 'TicketActionRefusedError';
  readonly code = 'TICKET_ACTION_REFUSED';
  readonly reason: TicketActionRefusalCode;
  readonly used?: TicketUse;
  /** When to ask again (ISO 8601), where ECPay has said so. */
  readonly retryAt?: string;

  constructor(
    readonly workflowId: string,
    { code, words, used, retryAt }: TicketActionRefusal,
  ) {
    super(`The order ${workflowId} refuses (${code}): ${words}`);
    this.reason = code;
    if (used !== undefined) this.used = used;
    if (retryAt !== undefined) this.retryAt = retryAt;
  }
}
