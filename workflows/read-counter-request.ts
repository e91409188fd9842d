/** A counter's request may come from a person's hand: it is read before it is believed. */
import { ApplicationFailure } from '@temporalio/workflow';
import { asRecord } from './as-record.js';
import type { RefundRequest, TicketSelection } from './counter-messages.js';

/** @throws ApplicationFailure of type INVALID_REQUEST */
export function readCounterRequest(said: unknown): RefundRequest {
  const { tickets, storeId, operator, reason, fee } = asRecord(said);
  return {
    tickets: readSelection(tickets),
    ...text('storeId', storeId, /^[A-Za-z0-9]{2,20}$/, '2 to 20 letters A to Z, a to z and digits'),
    ...text('operator', operator, /^[A-Za-z0-9]{1,10}$/, '1 to 10 letters A to Z, a to z and digits'),
    ...text('reason', reason, /^[^\p{Surrogate}\p{Control}]{1,50}$/u, '1 to 50 characters, without control characters'),
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

/** `rule` is ECPay's: what breaks it could never be sent. */
function text(name: string, said: unknown, rule: RegExp, inWords: string): Record<string, string> {
  if (said === undefined || said === null || said === '') return {};
  if (typeof said === 'string' && rule.test(said)) return { [name]: said };
  throw invalid(`${name} is ${inWords}.`);
}

function readFee(said: unknown): { fee?: number } {
  if (said === undefined || said === null) return {};
  if (typeof said === 'number' && Number.isSafeInteger(said) && said >= 0) return { fee: said };
  throw invalid('fee is a whole number of NT$.');
}

function invalid(message: string): ApplicationFailure {
  return ApplicationFailure.create({ type: 'INVALID_REQUEST', message, nonRetryable: true });
}
