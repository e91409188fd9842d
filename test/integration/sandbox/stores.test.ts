import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { REFUSALS } from '../../../sandbox/orders/refusals.js';
import { electronicOrder, ESCROW, issued, ISSUE_ONLY, startParts, type Parts } from './support/parts.js';

const unknown = { rtnCode: REFUSALS.storeUnknown[0] };

describe('a merchant with stores', () => {
  let parts: Parts;
  beforeAll(async () => {
    parts = await startParts({ stores: { [ISSUE_ONLY]: ['TPE01'] } });
  });
  afterAll(() => parts.close());

  test('issues at its main store and at its own stores', async () => {
    await parts.api.issue(electronicOrder());
    await parts.api.issue(electronicOrder({ storeId: 'TPE01' }));
    await expect(parts.api.issue(electronicOrder({ storeId: 'TPE02' }))).rejects.toMatchObject(unknown);
  });

  test('redeems and refunds only at its own stores', async () => {
    const ref = await issued(parts, electronicOrder());
    const [ticket] = (await parts.api.queryOrder(ref)).tickets;
    const who = { merchantId: ISSUE_ONLY, writeOffNo: ticket?.writeOffNo ?? '' };
    await expect(parts.api.writeOff({ ...who, action: 'redeem', storeId: 'TPE02' })).rejects.toMatchObject(unknown);
    await expect(parts.api.refund({ ...who, action: 'refund', storeId: 'TPE02' })).rejects.toMatchObject(unknown);
    await parts.api.writeOff({ ...who, action: 'redeem', storeId: 'TPE01' });
    await expect(parts.api.writeOff({ ...who, action: 'cancel', storeId: 'tpe01' })).rejects.toMatchObject(unknown);
    await parts.api.writeOff({ ...who, action: 'cancel', storeId: 'TPE01' });
    await parts.api.refund({ ...who, action: 'refund', storeId: 'TPE01' });
  });

  test('opens and closes stores through a control', async () => {
    const order = () => electronicOrder({ storeId: 'KHH01' });
    await expect(parts.api.issue(order())).rejects.toMatchObject(unknown);
    await expect(parts.control('POST', '/stores', { merchantId: ISSUE_ONLY, storeId: 'KHH01' })).resolves.toMatchObject(
      { status: 200, body: { storeId: 'KHH01', active: true } },
    );
    await parts.api.issue(order());
    await parts.control('POST', '/stores', { merchantId: ISSUE_ONLY, storeId: 'KHH01', active: false });
    await expect(parts.api.issue(order())).rejects.toMatchObject(unknown);
    await expect(parts.control('GET', '/stores')).resolves.toMatchObject({
      body: [
        { storeId: 'TPE01', active: true },
        { storeId: 'KHH01', active: false },
      ],
    });
  });

  test('does not restrict the stores of other merchants', async () => {
    await parts.api.issue(electronicOrder({ merchantId: ESCROW, paymentProvider: 'ecpay', storeId: 'ANY1' }));
  });
});

test('an invalid StoreID is refused for redemptions and refunds of any merchant', async () => {
  const parts = await startParts();
  try {
    const ref = await issued(parts, electronicOrder());
    const [ticket] = (await parts.api.queryOrder(ref)).tickets;
    const fields = { MerchantID: ISSUE_ONLY, WriteOffNo: ticket?.writeOffNo, Action: '1' };
    for (const StoreID of ['x', '台北店', 'a'.repeat(21), 7]) {
      for (const path of ['/api/Ticket/WriteOff', '/api/Ticket/Refund']) {
        await expect(parts.call(path, { ...fields, StoreID })).resolves.toMatchObject({ RtnCode: REFUSALS.storeId[0] });
      }
    }
    await expect(parts.call('/api/Ticket/WriteOff', { ...fields, StoreID: null })).resolves.toMatchObject({
      RtnCode: 1,
    });
  } finally {
    await parts.close();
  }
});
