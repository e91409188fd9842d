import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';
import type {
  TicketActionRefusal,
  TicketActionRefusalCode,
  TicketUse,
} from '../../workflows/messages/ticket-actions.js';

/**
 * The order refuses the action on these tickets. Nothing was changed. `reason` says why; `used` says when and where.
 */
export class TicketActionRefusedError extends ECTicketError {
  override readonly name = 'TicketActionRefusedError';
  readonly code = 'TICKET_ACTION_REFUSED';
  readonly reason: TicketActionRefusalCode;
  readonly used?: TicketUse;
  /** When to call again (ISO 8601), if ECPay said so. */
  readonly retryAt?: string;

  constructor(
    readonly workflowId: string,
    { code, message, used, retryAt }: TicketActionRefusal,
  ) {
    super(`The order ${workflowId} refuses the ticket action (${code}): ${message}`);
    this.reason = code;
    if (used !== undefined) this.used = used;
    if (retryAt !== undefined) this.retryAt = retryAt;
  }
}
