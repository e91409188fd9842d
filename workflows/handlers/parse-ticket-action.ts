/** Parses the payload of a ticket action, which an operator may have typed in the Web UI. */
import { ApplicationFailure } from '@temporalio/workflow';
import type { NamedTickets, TicketActionRequest } from '../messages/ticket-actions.js';
import { asRecord } from '../runtime/as-record.js';

/** An order has at most 100 tickets (developers.ecpay.com.tw, Ticket Issuance). */
const MAX_TICKETS = 100;

/**
 * @returns the request without unknown fields
 * @throws ApplicationFailure of type INVALID_REQUEST, naming the field to fix
 */
export function parseTicketAction(payload: unknown): TicketActionRequest {
  const { tickets, requested, storeId, operator, reason, fee } = asRecord(payload);
  return {
    tickets: parseTickets(tickets),
    ...parseRequested(requested),
    ...parseText('storeId', storeId, /^[A-Za-z0-9]{2,20}$/, '2 to 20 letters A to Z, a to z and digits'),
    ...parseText('operator', operator, /^[A-Za-z0-9]{1,10}$/, '1 to 10 letters A to Z, a to z and digits'),
    ...parseText(
      'reason',
      reason,
      /^[^\p{Surrogate}\p{Control}]{1,50}$/u,
      '1 to 50 characters, without control characters',
    ),
    ...parseFee(fee),
  };
}

function parseTickets(payload: unknown): NamedTickets {
  const { ticketNo, ticketNos, writeOffNo, count } = asRecord(payload);
  if (isTicketNo(ticketNo)) return { ticketNo };
  if (isTicketNo(writeOffNo)) return { writeOffNo };
  if (Array.isArray(ticketNos) && areTicketNos(ticketNos)) return { ticketNos };
  if (typeof count === 'number' && Number.isSafeInteger(count) && count > 0) {
    throw invalid(
      'An update must name its tickets, because a reset workflow could choose others for a count: ' +
        '{ "ticketNos": [ … ] }. ECTicketClient and the ecticket command choose tickets for a count.',
    );
  }
  throw invalid(
    'tickets must be { "ticketNo": … }, { "writeOffNo": … } or { "ticketNos": [ … ] }; ' +
      'in a call of ECTicketClient also { "count": … }, a whole number above 0.',
  );
}

function areTicketNos(values: readonly unknown[]): values is string[] {
  const areNumbers = values.length > 0 && values.length <= MAX_TICKETS && values.every(isTicketNo);
  return areNumbers && new Set(values).size === values.length;
}

function isTicketNo(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 64;
}

function parseRequested(payload: unknown): Pick<TicketActionRequest, 'requested'> {
  const { count, itemNo } = asRecord(payload);
  if (typeof count !== 'number') return {};
  return { requested: { count, ...(typeof itemNo === 'string' && { itemNo }) } };
}

/**
 * @param pattern what ECPay accepts: any other text could never be sent
 * @param description the pattern in words, for the error message
 */
function parseText(name: string, value: unknown, pattern: RegExp, description: string): Record<string, string> {
  if (value === undefined || value === null || value === '') return {};
  // The page does not say how ECPay counts characters, so no text may exceed 50 UTF-16 code units either.
  if (typeof value === 'string' && value.length <= 50 && pattern.test(value)) return { [name]: value };
  throw invalid(`${name} must be ${description}.`);
}

function parseFee(value: unknown): { fee?: number } {
  if (value === undefined || value === null) return {};
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return { fee: value };
  throw invalid('fee must be a whole number of NT$, from 0.');
}

function invalid(message: string): ApplicationFailure {
  return ApplicationFailure.create({ type: 'INVALID_REQUEST', message, nonRetryable: true });
}
