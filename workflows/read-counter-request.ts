/** A counter's request may come from a person's hand: it is read before it is believed. */
import { ApplicationFailure } from '@temporalio/workflow';
import { asRecord } from './as-record.js';
import type { RefundRequest, TicketSelection } from './counter-messages.js';

/** @throws ApplicationFailure of type INVALID_REQUEST */
export function readCounterRequest(said: unknown): RefundRequest {
  const { tickets, storeId, operator, reason, fee } = asRecord(said);
  return {
    tickets: readSelection(tickets),
    ...text('storeId', storeId, 20),
    ...text('operator', operator, 10),
    ...text('reason', reason, 50),
    ...readFee(fee),
  };
}

function readSelection(said: unknown): TicketSelection {
  const { ticketNo, writeOffNo, count, itemNo } = asRecord(said);
  if (typeof ticketNo === 'string' && ticketNo !== '') return { ticketNo };
  if (typeof writeOffNo === 'string' && writeOffNo !== '') return { writeOffNo };
  if (typeof count === 'number' && Number.isSafeInteger(count) && count > 0) {
    return { count, ...(typeof itemNo === 'string' && { itemNo }) };
  }
  throw invalid('tickets says which: { "ticketNo": … }, { "writeOffNo": … } or { "count": 1, "itemNo": … }.');
}

function text(name: string, said: unknown, longest: number): Record<string, string> {
  if (said === undefined || said === null || said === '') return {};
  if (typeof said === 'string' && said.length <= longest) return { [name]: said };
  throw invalid(`${name} is a text of at most ${longest} characters.`);
}

function readFee(said: unknown): { fee?: number } {
  if (said === undefined || said === null) return {};
  if (typeof said === 'number' && Number.isSafeInteger(said) && said >= 0) return { fee: said };
  throw invalid('fee is a whole number of NT$.');
}

function invalid(message: string): ApplicationFailure {
  return ApplicationFailure.create({ type: 'INVALID_REQUEST', message, nonRetryable: true });
}
