import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DIALECTS, IndependentClient, type Account } from './support/independent-client.js';
import { newTradeNo, startParts, type Parts } from './support/parts.js';
import { startReceiver, type Receiver } from './support/receiver.js';

/** ECPay's public issue-only test merchant. */
const ACCOUNT: Account = { merchantId: '3085676', hashKey: '7b53896b742849d3', hashIv: '37a0ad3c6ffa428b' };

describe.each(Object.entries(DIALECTS))('a client that encodes with %s', (_name, dialect) => {
  let parts: Parts;
  let receiver: Receiver;
  let client: IndependentClient;
  beforeAll(async () => {
    parts = await startParts();
    client = new IndependentClient(parts.url, ACCOUNT, dialect);
  });
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(() => receiver.close());
  afterAll(() => parts.close());

  const order = (MerchantTradeNo: string) => ({
    ...{ MerchantTradeNo, IssueType: '3', IsImmediate: '1', Operator: 'AngelaChan' },
    ...{ CustomerName: "Angela O'Neil", CustomerPhone: '0912345678', CustomerEmail: 'abc@example.com' },
    CustomerAddress: 'No. 19-2 (6F), ~Sanchong Rd.! *',
    TicketInfo: [{ ItemNo: 'VQT04959', TicketAmount: 2 }],
  });

  test('issues, queries and redeems, and verifies every answer', async () => {
    const MerchantTradeNo = newTradeNo();
    await expect(client.call('/api/Ticket/Issue', order(MerchantTradeNo))).resolves.toMatchObject({
      RtnCode: 1,
      RtnMsg: 'success',
      MerchantTradeNo,
      TicketData: [{ ItemNo: 'VQT04959', TicketAmount: 2 }],
    });
    await parts.sandbox.clock.advance(5 * 60_000);
    await expect(client.call('/api/Ticket/QueryIssueResult', { MerchantTradeNo })).resolves.toMatchObject({
      Status: 1,
    });

    const info = await client.call('/api/Ticket/QueryOrderInfo', { MerchantTradeNo, PageNum: 1 });
    // URL encodings differ in how they encode its spaces, apostrophe and brackets.
    expect(info).toMatchObject({ CustomerName: "Angela O'Neil", TotalCount: 2 });
    expect(info['IssueDate']).toMatch(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d$/);
    const [ticket] = info['TicketList'] as { WriteOffNo: string }[];
    await expect(
      client.call('/api/Ticket/WriteOff', { WriteOffNo: ticket?.WriteOffNo, Action: '1' }),
    ).resolves.toMatchObject({ RtnCode: 1 });
  });

  test('verifies a refusal whose message has spaces and brackets', async () => {
    const refusal = await client.call('/api/Ticket/QueryIssueResult', { MerchantTradeNo: newTradeNo() });
    expect(refusal).toMatchObject({ RtnCode: 10200201, RtnMsg: expect.stringMatching(/ \(No such order\)/) });
  });

  test('verifies a callback and answers it', async () => {
    const MerchantTradeNo = newTradeNo();
    const UseStatusNotifyURL = `${receiver.url}/use-status`;
    await client.call('/api/Ticket/Issue', { ...order(MerchantTradeNo), UseStatusNotifyURL });
    await parts.sandbox.clock.advance(5 * 60_000);
    receiver.answerWith(({ body }, response) => {
      const data = client.open(JSON.parse(body) as Parameters<typeof client.open>[0]);
      const RtnCode = data['MerchantTradeNo'] === MerchantTradeNo ? 1 : 0;
      const envelope = {
        ...{ MerchantID: ACCOUNT.merchantId, RpHeader: { Timestamp: 1 }, TransCode: 1, TransMsg: '' },
        ...client.sign({ RtnCode, RtnMsg: '成功 (it is!)' }),
      };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(envelope));
    });
    await parts.control('POST', `/orders/${MerchantTradeNo}/redeem`, { count: 1 });
    await expect(parts.control('POST', '/callbacks/run')).resolves.toMatchObject({ body: { sent: 1, answered: 1 } });
  });
});
