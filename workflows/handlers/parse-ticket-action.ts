/** A ticket action may be typed by hand in the Web UI: it is checked before it is trusted. */
import { ApplicationFailure } from '@temporalio/workflow';
import { asRecord } from '../runtime/as-record.js';
import type { NamedTickets, TicketActionRequest } from '../messages/ticket-actions.js';

/** An order has at most 100 tickets (developers.ecpay.com.tw, Ticket Issuance). */
const MOST_TICKETS = 100;

/** @throws ApplicationFailure of type INVALID_REQUEST */
export function readTicketAction(given: unknown): TicketActionRequest {
  const { tickets, asked, storeId, operator, reason, fee } = asRecord(given);
  return {
    tickets: readTickets(tickets),
    ...readAsked(asked),
    ...text('storeId', storeId, /^[A-Za-z0-9]{2,20}$/, '2 to 20 letters A to Z, a to z and digits'),
    ...text('operator', operator, /^[A-Za-z0-9]{1,10}$/, '1 to 10 letters A to Z, a to z and digits'),
    ...text('reason', reason, /^[^\p{Surrogate}\p{Control}]{1,50}$/u, '1 to 50 characters, without control characters'),
    ...readFee(fee),
  };
}

function readTickets(given: unknown): NamedTickets {
  const { ticketNo, ticketNos, writeOffNo, count } = asRecord(given);
  if (isNumber(ticketNo)) return { ticketNo };
  if (isNumber(writeOffNo)) return { writeOffNo };
  if (Array.isArray(ticketNos) && isListOfTickets(ticketNos)) return { ticketNos };
  if (typeof count === 'number' && Number.isSafeInteger(count) && count > 0) {
    throw invalid(
      'An update names the tickets, so that no reset chooses others: { "ticketNos": [ … ] }. ' +
        'ECTicketClient and the ecticket command choose them for a count.',
    );
  }
  throw invalid('tickets says which: { "ticketNo": … }, { "writeOffNo": … } or { "ticketNos": [ … ] }.');
}

function isListOfTickets(given: readonly unknown[]): given is string[] {
  const areNumbers = given.length > 0 && given.length <= MOST_TICKETS && given.every(isNumber);
  return areNumbers && new Set(given).size === given.length;
}

function isNumber(given: unknown): given is string {
  return typeof given === 'string' && given !== '' && given.length <= 64;
}

function readAsked(given: unknown): Pick<TicketActionRequest, 'asked'> {
  const { count, itemNo } = asRecord(given);
  if (typeof count !== 'number') return {};
  return { asked: { count, ...(typeof itemNo === 'string' && { itemNo }) } };
}

/** `rule` is ECPay's: what breaks it could never be sent. */
function text(name: string, given: unknown, rule: RegExp, inWords: string): Record<string, string> {
  if (given === undefined || given === null || given === '') return {};
  // However ECPay counts: the longest is 50 UTF-16 units.
  if (typeof given === 'string' && given.length <= 50 && rule.test(given)) return { [name]: given };
  throw invalid(`${name} is ${inWords}.`);
}

function readFee(given: unknown): { fee?: number } {
  if (given === undefined || given === null) return {};
  if (typeof given === 'number' && Number.isSafeInteger(given) && given >= 0) return { fee: given };
  throw invalid('fee is a whole number of NT$.');
}

function invalid(message: string): ApplicationFailure {
  return ApplicationFailure.create({ type: 'INVALID_REQUEST', message, nonRetryable: true });
}
