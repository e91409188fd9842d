/** How an order that does not run is started again. */
import type { TicketOrderInput } from '../../workflows/messages/workflow.js';

/** How an order that does not run is adopted. */
export interface Adoption {
  readonly workflowId: string;
  readonly args: [TicketOrderInput];
  readonly memo: Readonly<Record<string, unknown>>;
  readonly priority: { readonly fairnessKey: string };
}
