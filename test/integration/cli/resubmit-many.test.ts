/** `ecticket order resubmit --where`: orders that need attention after an outage or a mistake are sent again. */
import { expect, test } from '@jest/globals';
import { electronicOrder } from '../../support/orders.js';
import { untilPasses } from '../../support/until-passes.js';
import { control, useCliWorld } from './cli-world.js';

const world = useCliWorld();
const NUMBERS = ['Many1', 'Many2', 'Many3'];
const resubmit = async (...args: string[]) =>
  await world().run(['order', 'resubmit', ...args, '--why', 'contract renewed', '--by', 'Chan']);

test('all orders that ECPay refused are resubmitted after a dry run, and others are left alone', async () => {
  await control(world(), 'faults', { on: '/api/Ticket/Issue', kind: 'rtnCode', times: NUMBERS.length });
  for (const number of NUMBERS) {
    const ref = await world().place({ order: electronicOrder(number), payment: { paid: {} } });
    await world().until(ref, 'needsAttention');
  }
  const unpaid = await world().place({ order: electronicOrder('Many4') });

  const payment = { amount: 1360, paid: { amount: 1, reference: 'P-5' } };
  const underpaid = await world().place({ order: electronicOrder('Many5'), payment });
  await world().until(underpaid, 'needsAttention');

  const orders = NUMBERS.map((merchantTradeNo) => expect.objectContaining({ merchantTradeNo, reason: 'issueRefused' }));
  const skipped = [{ order: underpaid, reason: 'amountMismatch' }];
  await untilPasses(async () => {
    const listed = await resubmit('--where', '*', '--dry-run', '--json');
    expect(listed.json()).toEqual({ orders: expect.arrayContaining(orders), skipped });
  });
  const { out } = await resubmit('--where', '*', '--dry-run');
  expect(out).toContain('4 orders need attention and match. Nothing was changed.\n3085676/Many');
  expect(out).toContain('3085676/Many1: issueRefused\n');
  expect(out).toContain('1 skipped. Decide about each alone:\n3085676/Many5: amountMismatch; compare what was paid.');
  const none = await resubmit('--where', "ECTicketMerchantId = '3362787'");
  expect(none).toMatchObject({ status: 0, out: '0 orders need attention and match. Nothing was changed.\n' });
  expect(await resubmit('--where', '*')).toMatchObject({ status: 2, err: expect.stringContaining('--yes') });

  const done = await resubmit('--where', "ECTicketMerchantId = '3085676'", '--yes', '--json');
  expect(done).toMatchObject({ status: 1 });
  expect(done.json()).toEqual({ total: 3, resubmitted: 3, refused: [], skipped });
  for (const merchantTradeNo of NUMBERS) {
    const ref = { merchantId: '3085676', merchantTradeNo };
    await world().until(ref, 'active');
    const { decisions } = await world().tickets.getOrder(ref);
    expect(decisions).toMatchObject([{ by: 'Chan', why: 'contract renewed' }]);
  }
  await untilPasses(async () => {
    const again = await resubmit('--where', '*', '--yes');
    expect(again).toMatchObject({ status: 1, out: expect.stringMatching(/^1 orders .* changed\.\n1 skipped\./) });
  });
  await expect(world().tickets.getOrder(underpaid)).resolves.toMatchObject({ status: 'needsAttention', decisions: [] });
  await expect(world().tickets.getOrder(unpaid)).resolves.toMatchObject({ status: 'awaitingPayment', decisions: [] });
});

test('contradicting options and a query that Temporal cannot read are refused', async () => {
  expect((await resubmit()).err).toContain('Name the order, or choose orders with --where.');
  expect((await resubmit('3085676/Many1', '--where', '*')).err).toContain('Name one order, or choose orders');
  expect((await resubmit('--where', '*', '--amount', '5')).err).toContain('apply to one order only');
  expect((await resubmit('3085676/Many1', '--dry-run')).err).toContain('--dry-run lists the orders of --where');
  const unreadable = await resubmit('--where', 'ECTicketStatus ==', '--yes');
  expect(unreadable).toMatchObject({ status: 2, err: expect.stringMatching(/ECTicketStatus|query/) });
});
