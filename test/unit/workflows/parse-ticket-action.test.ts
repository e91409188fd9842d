/** The payload of a ticket action: accepted exactly if ECPay's API accepts it. */
import { describe, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/workflow';
import { toWriteOffData } from '../../../ecticket/naming.js';
import { writeOff } from '../../../ecticket/endpoints/index.js';
import { parseTicketAction } from '../../../workflows/handlers/parse-ticket-action.js';

const tickets = { ticketNo: 'T1' };
const FIELDS = ['storeId', 'operator', 'reason'] as const;
const VALUES: readonly string[] = [
  ...['A', 'A1', '1', 'Amy', 'AngelaChan', 'AngelaChan1', 'a'.repeat(20), 'a'.repeat(21)],
  ...['王小明', 'TPE-01', 'TPE 01', 'Amy\n', '\n', 'Ａmy', 'é', ' ', '0', 'x\u0000y', '\uD842', '𠮷野家'],
  ...['字'.repeat(50), '字'.repeat(51), '𠮷'.repeat(50), '𠮷'.repeat(51)],
];

const isAccepted = (fields: object) => {
  try {
    parseTicketAction({ tickets, ...fields });
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(ApplicationFailure);
    expect(error).toMatchObject({ type: 'INVALID_REQUEST', nonRetryable: true });
    return false;
  }
};

/** Whether `ecticket/` would send the fields. */
function isSendable({ reason, ...place }: { storeId?: string; operator?: string; reason?: string }): boolean {
  const cancelReason = reason !== undefined && { cancelReason: reason };
  const request = { merchantId: '3085676', writeOffNo: 'W1', action: 'cancel', ...place, ...cancelReason } as const;
  return writeOff.request.safeParse(toWriteOffData(request)).success;
}

describe.each(FIELDS)('%s', (name) => {
  test.each(VALUES)('%j is accepted exactly if it can be sent', (value) => {
    expect(isAccepted({ [name]: value })).toBe(isSendable({ [name]: value }));
  });

  test('may be undefined, null or empty', () => {
    for (const value of [undefined, null, '']) {
      expect(parseTicketAction({ tickets, [name]: value })).toEqual({ tickets });
    }
  });

  test.each([[7], [true], [['Amy']], [{}]])('%j is refused because it is not a string', (value) => {
    expect(isAccepted({ [name]: value })).toBe(false);
  });
});

describe('the tickets of an action are named, so that a retry or a reset cannot choose others:', () => {
  test('a count is refused with a message that shows how to name tickets', () => {
    expect(() => parseTicketAction({ tickets: { count: 1 } })).toThrow('{ "ticketNos": [ … ] }');
    expect(() => parseTicketAction({ tickets: { count: -1 } })).toThrow('{ "count": … }, a whole number above 0');
  });

  test.each([[['T1', 'T2']], [['T1']]])('%j are accepted', (ticketNos) => {
    expect(parseTicketAction({ tickets: { ticketNos } })).toEqual({ tickets: { ticketNos } });
  });

  test.each([
    [[]],
    [['T1', 'T1']],
    [['T1', 7]],
    [['']],
    ['T1'],
    [Array.from({ length: 101 }, (_each, no) => `T${no}`)],
  ])('%j are refused', (ticketNos) => {
    expect(() => parseTicketAction({ tickets: { ticketNos } })).toThrow(ApplicationFailure);
  });
});
