import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PAGE_EXAMPLES, PAGE_REPLY } from '../../unit/ecticket/page-examples.js';
import { formatDate } from '../../../sandbox/time/taipei.js';
import { ISSUE_ONLY, newTradeNo, startParts, type Parts } from './support/parts.js';

describe('Issue answers as the page shows', () => {
  let parts: Parts;
  beforeAll(async () => {
    parts = await startParts();
  });
  afterAll(() => parts.close());

  const later = () => formatDate(parts.sandbox.clock.now() + 86_400_000);
  const expected = (number: object, TicketData: unknown) => ({
    ...PAGE_REPLY,
    ...{ MerchantTradeNo: '', FreeTradeNo: '', ...number },
    TicketTradeNo: expect.stringMatching(/^\d{16}$/),
    TicketData,
  });

  test('its own example', async () => {
    const { MerchantTradeNo, TicketData } = PAGE_REPLY;
    const data = { ...PAGE_EXAMPLES.convenienceStore, MerchantID: ISSUE_ONLY, TicketInfo: TicketData };
    await expect(parts.call('/api/Ticket/Issue', data)).resolves.toStrictEqual(
      expected({ MerchantTradeNo }, TicketData),
    );
  });

  /** Catalogue tickets are identified by number, serial numbers by name and face value. */
  const kinds = {
    convenienceStore: PAGE_EXAMPLES.convenienceStore.TicketInfo,
    paper: PAGE_EXAMPLES.paper.TicketInfo,
    electronic: PAGE_EXAMPLES.electronic.TicketInfo.map(({ ItemNo, TicketAmount }) => ({ ItemNo, TicketAmount })),
    serialNumber: PAGE_EXAMPLES.serialNumber.TicketInfo,
  };

  test.each(Object.keys(kinds) as (keyof typeof kinds)[])('the request example of %s', async (kind) => {
    const MerchantTradeNo = newTradeNo();
    const example = PAGE_EXAMPLES[kind];
    const TicketInfo = example.TicketInfo.map((item) => ('StartDate' in item ? { ...item, StartDate: later() } : item));
    const data = { ...example, MerchantID: ISSUE_ONLY, MerchantTradeNo, TicketInfo };
    await expect(parts.call('/api/Ticket/Issue', data)).resolves.toStrictEqual(
      expected({ MerchantTradeNo }, kinds[kind]),
    );
  });

  test('gift vouchers, with their FreeTradeNo', async () => {
    const FreeTradeNo = newTradeNo();
    const TicketInfo = [{ ItemNo: 'GIFT0001', TicketAmount: 2, ExpireDate: '20991231' }];
    const { MerchantTradeNo: _paid, ...order } = PAGE_EXAMPLES.convenienceStore;
    const data = { ...order, MerchantID: ISSUE_ONLY, FreeTradeNo, TicketInfo };
    await expect(parts.call('/api/Ticket/Issue', data)).resolves.toStrictEqual(
      expected({ FreeTradeNo }, [{ ItemNo: 'GIFT0001', TicketAmount: 2 }]),
    );
  });
});
