/** What a counter may say: just what ECPay takes, so that nothing is promised that could never be sent. */
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

const isReadable = (said: object) => {
  try {
    parseTicketAction({ tickets, ...said });
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(ApplicationFailure);
    expect(error).toMatchObject({ type: 'INVALID_REQUEST', nonRetryable: true });
    return false;
  }
};

/** Whether `ecticket/` would send it. */
function isSendable({ reason, ...counter }: { storeId?: string; operator?: string; reason?: string }): boolean {
  const cancelReason = reason !== undefined && { cancelReason: reason };
  const request = { merchantId: '3085676', writeOffNo: 'W1', action: 'cancel', ...counter, ...cancelReason } as const;
  return writeOff.request.safeParse(toWriteOffData(request)).success;
}

describe.each(FIELDS)('%s', (name) => {
  test.each(VALUES)('%j is taken where it can be sent, and only there', (value) => {
    expect(isReadable({ [name]: value })).toBe(isSendable({ [name]: value }));
  });

  test('may be left out, in every way a form leaves a field out', () => {
    for (const value of [undefined, null, '']) {
      expect(parseTicketAction({ tickets, [name]: value })).toEqual({ tickets });
    }
  });

  test.each([[7], [true], [['Amy']], [{}]])('%j is no text', (value) => {
    expect(isReadable({ [name]: value })).toBe(false);
  });
});

describe('tickets are named, so that neither a retry nor a reset of the workflow chooses others', () => {
  test('a count is refused, and says how to name them', () => {
    expect(() => parseTicketAction({ tickets: { count: 1 } })).toThrow('{ "ticketNos": [ … ] }');
  });

  test.each([[['T1', 'T2']], [['T1']]])('%j are tickets', (ticketNos) => {
    expect(parseTicketAction({ tickets: { ticketNos } })).toEqual({ tickets: { ticketNos } });
  });

  test.each([
    [[]],
    [['T1', 'T1']],
    [['T1', 7]],
    [['']],
    ['T1'],
    [Array.from({ length: 101 }, (_each, no) => `T${no}`)],
  ])('%j are none', (ticketNos) => {
    expect(() => parseTicketAction({ tickets: { ticketNos } })).toThrow(ApplicationFailure);
  });
});
