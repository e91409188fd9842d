import type { ApplicationFailure } from '@temporalio/common';
import {
  COUNTER_UPDATES,
  type CounterOutcome,
  type CounterRefusalCode,
  type TicketAction,
  type TicketUse,
  type RefundRequest,
} from '../workflows/counter-messages.js';
import type { OrderRef } from '../ecticket/order.js';
import { workflowIdOf } from '../workflows/names.js';
import { adoptionOf } from './adopt.js';
import { askOrder, type UpdateOptions } from './ask-order.js';
import { CounterRefusedError } from './errors/counter-refused-error.js';
import type { OrderExecutions } from './order-executions.js';

/**
 * Has an order redeem or refund tickets, or take either back; one that has ended, or was issued elsewhere, is taken up for it.
 *
 * @throws CounterRefusedError, OutcomeUnknownError, OrderNotFoundError, OrderEndedError
 */
export async function actOnTickets(
  orders: OrderExecutions,
  ref: OrderRef,
  action: TicketAction,
  request: RefundRequest,
  options: UpdateOptions,
): Promise<CounterOutcome> {
  const workflowId = workflowIdOf(ref);
  const question = {
    workflowId,
    update: COUNTER_UPDATES[action],
    request,
    refused: (refusal: ApplicationFailure) => refusalError(workflowId, refusal),
    adopt: () => adoptionOf(orders, ref),
    consequence: 'no ticket of it can be acted on.',
  };
  return await askOrder(orders, question, options);
}

function refusalError(workflowId: string, { type, message, details }: ApplicationFailure): CounterRefusedError {
  const [used] = (details ?? []) as [TicketUse?];
  const code = type as CounterRefusalCode;
  return new CounterRefusedError(workflowId, { code, words: message, ...(used !== undefined && { used }) });
}
