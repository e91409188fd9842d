/**
 * ECPay's checksum of a payment notice does not protect the case of letters: a payment for one order must not be a
 * genuine payment for another.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { ECTicketClient } from '../../../client/index.js';
import { MerchantRegistry, STAGE_MERCHANTS, type TicketOrder } from '../../../ecticket/index.js';
import { giftOrder, serialNumberOrder } from '../../support/orders.js';
import { startDevServer } from '../../support/temporal-servers.js';

let server: TestWorkflowEnvironment;
let tickets: ECTicketClient;

beforeAll(async () => {
  server = await startDevServer();
  tickets = new ECTicketClient({
    environment: 'sandbox',
    client: server.client,
    merchants: new MerchantRegistry(STAGE_MERCHANTS),
  });
});
afterAll(async () => {
  await server.teardown();
});

const place = (order: TicketOrder) => tickets.placeOrder({ order });
const conflict = { code: 'ORDER_CONFLICT', reason: 'differsInCaseOnly' };

describe('an order whose number differs only in case from one that was placed', () => {
  test.each([
    ['seccase1', 'SecCase1'],
    ['SecCase2', 'seccase2'],
    ['SECCASE3', 'sECCASE3'],
  ])('is refused: %s, then %s', async (first, second) => {
    await place(serialNumberOrder(first));
    await expect(place(serialNumberOrder(second))).rejects.toMatchObject(conflict);
    await expect(tickets.findRef({ merchantId: '3085676', tradeNo: second })).resolves.toBeUndefined();
  });

  test('is refused whatever it holds', async () => {
    await place(serialNumberOrder('Gift1'));
    await expect(place(giftOrder('GIFT1', '20991231'))).rejects.toMatchObject(conflict);
  });

  test('is refused after the first has ended', async () => {
    const { workflowId } = await place(serialNumberOrder('Ended1'));
    await server.client.workflow.getHandle(workflowId).terminate();
    await expect(place(serialNumberOrder('ENDED1'))).rejects.toMatchObject(conflict);
  });

  test('is taken for another merchant', async () => {
    await place(serialNumberOrder('Other1'));
    const order = { ...serialNumberOrder('OTHER1'), merchantId: '3362787', paymentProvider: 'ecpay' } as TicketOrder;
    await expect(place(order)).resolves.toMatchObject({ existing: false });
  });

  test('is taken once the reservation is terminated', async () => {
    await place(serialNumberOrder('Freed1'));
    await server.client.workflow.getHandle('ecticket-number/3085676/freed1').terminate();
    await expect(place(serialNumberOrder('FREED1'))).resolves.toMatchObject({ existing: false });
  });
});

test('of orders that are placed at the same moment, one is placed', async () => {
  for (let race = 0; race < 20; race += 1) {
    const spellings = [`race${race}a`, `RACE${race}A`, `Race${race}a`, `RACE${race}a`];
    const results = await Promise.allSettled(spellings.map((number) => place(serialNumberOrder(number))));
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(refused).toHaveLength(3);
    for (const error of refused) expect(error).toMatchObject(conflict);
  }
});

test('the same order is placed again, and at the same moment, as before', async () => {
  const order = serialNumberOrder('Again1');
  const placed = await Promise.all(Array.from({ length: 5 }, () => place(order)));
  expect(placed.filter(({ existing }) => !existing)).toHaveLength(1);
});

test('a number without letters needs no reservation', async () => {
  await place(serialNumberOrder('20261128001'));
  const reservation = server.client.workflow.getHandle('ecticket-number/3085676/20261128001');
  await expect(reservation.describe()).rejects.toMatchObject({ name: 'WorkflowNotFoundError' });
});
