/** ECPay replaces a merchant's keys while orders are open: unpaid, awaiting their tickets, and issued. */
import { beforeEach, expect, test } from '@jest/globals';
import { MerchantRegistry, STAGE_MERCHANTS, type OrderRef } from '../../../ecticket/index.js';
import { issuedOrder, useOrderWorld } from '../../support/order-world.js';
import { electronicOrder } from '../../support/orders.js';
import { passTimeDuring } from '../../support/pass-time.js';

const MERCHANT = '3085676';
type Pair = (typeof STAGE_MERCHANTS)[typeof MERCHANT]['keys'][0];
const [OLD] = STAGE_MERCHANTS[MERCHANT].keys;
const NEW: Pair = { hashKey: 'NewHashKey123456', hashIv: 'NewHashIv1234567' };

let workerKeys: readonly [Pair, ...Pair[]] = [OLD];
const world = useOrderWorld({
  // The time-skipping server moves an order to another worker only if no worker caches it.
  cacheOrders: false,
  changeApi: (options) => {
    const merchant = { ...STAGE_MERCHANTS[MERCHANT], keys: workerKeys };
    return { ...options, merchants: new MerchantRegistry({ ...STAGE_MERCHANTS, [MERCHANT]: merchant }) };
  },
});

async function workersHave(...keys: [Pair, ...Pair[]]): Promise<void> {
  workerKeys = keys;
  await world().restartWorkers();
}

const ecpayHas = (...keys: Pair[]) => world().control(`merchants/${MERCHANT}/keys`, { keys });

beforeEach(async () => {
  await ecpayHas(OLD);
});

/** Opens an unpaid order, one that awaits its tickets, and an issued one. */
async function openOrders(name: string): Promise<Record<'unpaid' | 'waiting' | 'issued', OrderRef>> {
  const { client, passTimeUntil } = world();
  const issued = await issuedOrder(world(), `${name}ISSUED`);
  const waiting = await client.placeOrder({ order: electronicOrder(`${name}WAITING`), payment: { paid: {} } });
  await passTimeUntil(waiting.ref, ({ status }) => status === 'awaitingIssuance', { step: '1 second' });
  const unpaid = await client.placeOrder({ order: electronicOrder(`${name}UNPAID`) });
  return { unpaid: unpaid.ref, waiting: waiting.ref, issued: issued.ref };
}

async function redeemAll(refs: readonly OrderRef[]): Promise<void> {
  const { client, end, passTimeUntil, sandbox } = world();
  for (const ref of refs) {
    await passTimeUntil(ref, ({ status }) => status === 'active');
    const { tickets } = await client.redeem(ref, { tickets: { count: 2 } });
    expect(tickets).toMatchObject([{ result: 'done' }, { result: 'done' }]);
    expect(await end(ref)).toMatchObject({ status: 'settled', counts: { redeemed: 2 } });
    expect(sandbox.book.order(ref.merchantTradeNo ?? '')).toMatchObject({ issueCalls: 1, issuances: 1 });
  }
}

test('with both pairs, the workers follow the change at the moment it comes, and no order needs attention', async () => {
  await workersHave(NEW, OLD);
  const { unpaid, waiting, issued } = await openOrders('BOTH');
  await ecpayHas(NEW);
  await world().client.confirmPayment(unpaid);
  await redeemAll([waiting, unpaid, issued]);
  for (const ref of [waiting, unpaid, issued])
    expect(await world().allEventTypes(ref)).toEqual(['paymentConfirmed', 'issued', 'redeemed', 'settled']);
});

test('with the old pair alone, orders need attention after a minute, and continue when the workers have the new', async () => {
  await workersHave(OLD);
  const { client, environment, passTimeUntil, allEventTypes } = world();
  const { unpaid, waiting, issued } = await openOrders('LATE');
  await ecpayHas(NEW);
  await client.confirmPayment(unpaid);
  await environment.sleep('30 seconds');
  expect((await client.getOrder(unpaid)).status).toBe('issuing');
  for (const ref of [unpaid, waiting]) {
    const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention', { step: '10 seconds' });
    expect(attention).toMatchObject({
      reason: 'configuration',
      code: 'ENVELOPE_REFUSED',
      message: expect.stringContaining('Check MerchantID, HashKey and HashIV'),
    });
  }
  expect((await client.getOrder(issued)).status).toBe('active');
  const { tickets } = await passTimeDuring(world(), client.redeem(issued, { tickets: { count: 1 } }));
  expect(tickets).toMatchObject([{ result: 'refused', refusal: { code: 'PROVIDER_UNAVAILABLE' } }]);

  await workersHave(NEW, OLD);
  // They continue by themselves within five minutes; then the sandbox's job of every fifth minute issues.
  for (const ref of [waiting, unpaid])
    await passTimeUntil(ref, ({ status }) => status !== 'needsAttention', { limit: 6 });
  await redeemAll([waiting, unpaid, issued]);
  const [paid, rest] = [
    ['paymentConfirmed', 'needsAttention'],
    ['issued', 'redeemed', 'settled'],
  ];
  // The event `issued` also ends the attention of an order that awaits its tickets.
  expect(await allEventTypes(waiting)).toEqual([...paid, ...rest]);
  expect(await allEventTypes(unpaid)).toEqual([...paid, 'attentionResolved', ...rest]);
});
