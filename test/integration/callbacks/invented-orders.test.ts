/** Callbacks with ECPay's own seal for orders that nobody knows: some are adopted, and nobody else waits for them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { ADOPTION_ALLOWANCE } from '../../../callbacks/deliver-to-orders.js';
import { callbackBody } from '../../support/callback-requests.js';
import { PROMPT, useDevWorld } from '../../support/dev-world.js';
import { paperOrder } from '../../support/orders.js';

const world = useDevWorld();
const refOf = (merchantTradeNo: string) => ({ merchantId: '3085676', merchantTradeNo });

/** Posts a callback for the order to the receiver; answers the HTTP status. */
async function post(MerchantTradeNo: string): Promise<number> {
  const url = `${world().receiverUrl}/ecpay/ticket/use-status`;
  const answer = await fetch(url, { method: 'POST', body: callbackBody({ MerchantTradeNo }) });
  await answer.arrayBuffer();
  return answer.status;
}

/** The numbers of orders of which Temporal has a workflow. */
async function started(): Promise<string[]> {
  const { workflow } = world().environment.client;
  const numbers: string[] = [];
  for await (const { workflowId } of workflow.list({ query: 'WorkflowType = "ticketOrder"' })) {
    numbers.push(workflowId.split('/').at(-1) ?? '');
  }
  return numbers;
}

test('hundreds of invented numbers start few workflows, and nobody else waits for them', async () => {
  const { client, issued, end } = world();
  const known = await issued(paperOrder('Known1'));
  const began = performance.now();
  /** The most that may have been adopted by now. */
  const most = () => ADOPTION_ALLOWANCE.burst + Math.ceil((performance.now() - began) / ADOPTION_ALLOWANCE.intervalMs);
  const numbers = Array.from({ length: 300 }, (_, index) => `Ghost${index}`);
  const answers = new Map<string, number>();
  const left = [...numbers];
  const postAll = async (): Promise<void> => {
    for (let number = left.pop(); number !== undefined; number = left.pop()) answers.set(number, await post(number));
  };
  const flood = Promise.all(Array.from({ length: 20 }, postAll));
  // Meanwhile an honest order is placed and issued, and one that is known is called for.
  const honest = issued(paperOrder('Honest1'));
  expect(await post('Known1')).toBe(200);
  expect((await honest).tickets).toHaveLength(2);
  await flood;

  const numbersOf = (status: number) => numbers.filter((number) => answers.get(number) === status);
  const [adopted, putOff] = [numbersOf(200), numbersOf(503)];
  expect(adopted.length).toBeGreaterThanOrEqual(ADOPTION_ALLOWANCE.burst);
  expect(adopted.length).toBeLessThanOrEqual(most());
  expect(adopted.length + putOff.length).toBe(numbers.length);
  const ends = await Promise.all(adopted.map((number) => end(refOf(number))));
  expect(new Set(ends.map(({ status }) => status))).toEqual(new Set(['abandoned']));
  expect((await started()).filter((number) => number.startsWith('Ghost')).sort()).toEqual([...adopted].sort());

  // A ghost that is called for again counts again.
  const again = await Promise.all(adopted.map(post));
  expect(adopted.length + again.filter((status) => status === 200).length).toBeLessThanOrEqual(most());

  // What was put off is adopted when it is sent again.
  const [later = ''] = putOff;
  while ((await post(later)) !== 200) await sleep(ADOPTION_ALLOWANCE.intervalMs);
  expect(await end(refOf(later))).toMatchObject({ status: 'abandoned' });

  // The number of a ghost can be sold.
  const payment = { paid: { reference: 'R1' } };
  const { ref, existing } = await client.placeOrder({ order: paperOrder(later), payment, timing: PROMPT });
  expect(existing).toBe(false);
  await client.waitForStatus(ref, 'active', { timeoutMs: 30_000 });
  expect(await client.getOrder(known.ref)).toMatchObject({ callbacks: { received: 1 } });
});
