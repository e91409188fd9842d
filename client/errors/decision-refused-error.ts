import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';
import type { DecisionRefusalCode } from '../../workflows/messages/operator-decisions.js';

/** The order does not wait for this decision. Nothing was changed. `reason` says why. */
export class DecisionRefusedError extends ECTicketError {
  override readonly name = 'DecisionRefusedError';
  readonly code = 'DECISION_REFUSED';

  constructor(
    readonly workflowId: string,
    readonly reason: DecisionRefusalCode,
    explanation: string,
  ) {
    super(`The order ${workflowId} refuses the decision (${reason}): ${explanation}`);
  }
}
