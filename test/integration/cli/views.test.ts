/** The queries of `ecticket views` on a real server. */
import { expect, test } from '@jest/globals';
import { viewsAt } from '../../../cli/actions/views.js';
import { electronicOrder, paperOrder } from '../../support/orders.js';
import { control, useCliWorld } from './cli-world.js';

const DAY = 24 * 60 * 60 * 1000;

const world = useCliWorld();

test('each view finds exactly its orders', async () => {
  const { place, until, server, sandbox } = world();
  await place({ order: electronicOrder('Unpaid1') });
  await control(world(), 'faults', { on: 'issuance', kind: 'never', tradeNo: 'Late1' });
  await control(world(), 'faults', { on: 'issuance', kind: 'never', tradeNo: 'InTime1' });
  const never = {
    payment: { paid: {} },
    timing: { firstResultQuery: 100, resultQueryInterval: 200, issuanceWindow: 500 },
  };
  await place({ order: electronicOrder('Late1'), ...never });
  await place({ order: electronicOrder('InTime1'), payment: { paid: {} } });
  const off = electronicOrder('Refused1', { items: [{ itemNo: 'OFF00001', quantity: 1 }] });
  await until(await place({ order: off, payment: { paid: {} } }), 'needsAttention');
  const escrow = { ...paperOrder('Escrow1'), merchantId: '3362787', paymentProvider: 'other' as const };
  const { escrowEndsOn = '' } = await until(await place({ order: escrow, payment: { paid: {} } }), 'active').then(() =>
    world().tickets.getOrder({ merchantId: '3362787', merchantTradeNo: 'Escrow1' }),
  );
  expect(Number(escrowEndsOn)).toBeGreaterThan(Number(new Date(sandbox.clock.now()).toISOString().slice(0, 4)));

  const found = async (name: string, now = Date.now()) => {
    const query = viewsAt(now).find((view) => view.name === name)?.query ?? '';
    const ids: string[] = [];
    for await (const { workflowId } of server.client.workflow.list({ query }))
      ids.push(workflowId.split('/').at(-1) ?? '');
    return ids.sort();
  };
  // The visibility store may lag behind.
  const eventually = async (name: string, ids: string[], now?: number) => {
    for (let seen: string[] = []; seen.join() !== ids.join();) seen = await found(name, now);
  };
  await eventually('needs-attention', ['Refused1']);
  await eventually('late', ['Late1']);
  expect(await found('unpaid-since-yesterday')).toEqual([]);
  await eventually('unpaid-since-yesterday', ['Unpaid1'], Date.now() + DAY);
  expect(await found('escrow-ends-this-week')).toEqual([]);
  const lastDay = Date.parse(
    `${escrowEndsOn.slice(0, 4)}-${escrowEndsOn.slice(4, 6)}-${escrowEndsOn.slice(6)}T12:00:00+08:00`,
  );
  await eventually('escrow-ends-this-week', ['Escrow1'], lastDay - 3 * DAY);
});
