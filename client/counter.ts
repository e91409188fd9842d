import type { ApplicationFailure } from '@temporalio/common';
import {
  COUNTER_UPDATES,
  type CounterOutcome,
  type TicketAction,
  type TicketUse,
  type RefundRequest,
} from '../workflows/counter-messages.js';
import type { OrderRef } from '../ecticket/order.js';
import { workflowIdOf } from '../workflows/names.js';
import { adoptionOf } from './adopt.js';
import { askOrder } from './ask-order.js';
import { CounterRefusedError } from './errors/counter-refused-error.js';
import { OrderNotFoundError } from './errors/order-not-found-error.js';
import { isNeverKnown } from './never-known.js';
import type { OrderExecutions } from './order-executions.js';
import { isCounterRefusalCode } from './refusal-codes.js';
import type { UpdateOptions } from './update-options.js';

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
    adopt: () => adoptionOf(orders, ref, 'counter'),
    consequence: 'no ticket of it can be acted on.',
  };
  try {
    return await askOrder(orders, question, options);
  } catch (error) {
    const isInactive = error instanceof CounterRefusedError && error.reason === 'ORDER_NOT_ACTIVE';
    throw isInactive && (await isNeverKnown(orders, workflowId)) ? new OrderNotFoundError(workflowId) : error;
  }
}

function refusalError(
  workflowId: string,
  { type, message, details }: ApplicationFailure,
): CounterRefusedError | undefined {
  if (!isCounterRefusalCode(type)) return undefined;
  const [used] = (details ?? []) as [TicketUse?];
  return new CounterRefusedError(workflowId, { code: type, words: message, ...(used !== undefined && { used }) });
}
