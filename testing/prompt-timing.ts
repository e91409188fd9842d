/** Workflow interceptors, loaded into the orders' workflow bundle by path: orders of tests do not wait for polls. */
import { workflowInfo, type WorkflowInterceptors } from '@temporalio/workflow';
import { TICKET_ORDER } from '../workflows/messages/names.js';
import type { OrderTiming } from '../workflows/messages/timing.js';
import type { TicketOrderInput } from '../workflows/messages/workflow.js';

/** Short poll intervals (ms), so that issuance takes a second. ECPay's own delays are minutes. */
export const PROMPT = { firstResultQuery: 100, resultQueryInterval: 200 } as const satisfies Partial<OrderTiming>;

/** Gives every order prompt timing. Timing that the order itself states takes precedence. */
export function interceptors(): WorkflowInterceptors {
  if (workflowInfo().workflowType !== TICKET_ORDER) return {};
  return {
    inbound: [
      {
        execute: (input, next) => {
          const [order, ...rest] = input.args as [TicketOrderInput, ...unknown[]];
          return next({ ...input, args: [{ ...order, timing: { ...PROMPT, ...order.timing } }, ...rest] });
        },
      },
    ],
  };
}
