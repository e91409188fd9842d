/** Signed callbacks for unknown orders: a limited number is adopted, and other orders do not wait for them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { ADOPTION_ALLOWANCE } from '../../../callbacks/deliver-to-orders.js';
import { callbackBody, postUntilAnswered } from '../../support/callback-requests.js';
import { PROMPT, useDevWorld } from '../../support/dev-world.js';
import { paperOrder } from '../../support/orders.js';
import { untilPasses } from '../../support/until-passes.js';

const world = useDevWorld();
const refOf = (merchantTradeNo: string) => ({ merchantId: '3085676', merchantTradeNo });

const url = () => `${world().receiverUrl}/ecpay/ticket/use-status`;

/** Posts a callback for the order to the receiver. Returns the HTTP status. */
async function post(MerchantTradeNo: string): Promise<number> {
  const answer = await fetch(url(), { method: 'POST', body: callbackBody({ MerchantTradeNo }) });
  await answer.arrayBuffer();
  return answer.status;
}

/** The invented numbers that have an order in Temporal. */
async function listGhosts(): Promise<string[]> {
  const { workflow } = world().environment.client;
  const numbers: string[] = [];
  for await (const { workflowId } of workflow.list({ query: 'WorkflowType = "ticketOrder"' })) {
    numbers.push(workflowId.split('/').at(-1) ?? '');
  }
  return numbers.filter((number) => number.startsWith('Ghost'));
}

test('hundreds of invented numbers start few workflows, and other orders do not wait for them', async () => {
  const { client, issued, end } = world();
  const known = await issued(paperOrder('Known1'));
  const start = performance.now();
  /** The largest number of orders that may have been adopted by now. */
  const maxAdopted = () =>
    ADOPTION_ALLOWANCE.burst + Math.ceil((performance.now() - start) / ADOPTION_ALLOWANCE.intervalMs);
  const numbers = Array.from({ length: 300 }, (_, index) => `Ghost${index}`);
  const answers = new Map<string, number>();
  const remaining = [...numbers];
  const postAll = async (): Promise<void> => {
    for (let number = remaining.pop(); number !== undefined; number = remaining.pop())
      answers.set(number, await post(number));
  };
  const flood = Promise.all(Array.from({ length: 20 }, postAll));
  // Meanwhile a genuine order is placed and issued, and a known order receives a callback.
  const genuine = issued(paperOrder('Genuine1'));
  expect((await postUntilAnswered(url(), callbackBody({ MerchantTradeNo: 'Known1' }))).status).toBe(200);
  expect((await genuine).tickets).toHaveLength(2);
  await flood;

  const limit = maxAdopted();
  const acknowledged = numbers.filter((number) => answers.get(number) === 200);
  for (const status of answers.values()) expect([200, 503]).toContain(status);
  // The receiver answers 503 to an adoption that takes too long, and Temporal may have started the order.
  const adopted = await untilPasses(async () => {
    const listed = await listGhosts();
    expect(listed).toEqual(expect.arrayContaining(acknowledged));
    expect(listed.length).toBeGreaterThanOrEqual(ADOPTION_ALLOWANCE.burst);
    return listed;
  });
  expect(adopted.length).toBeLessThanOrEqual(limit);
  const ends = await Promise.all(adopted.map((number) => end(refOf(number))));
  expect(new Set(ends.map(({ status }) => status))).toEqual(new Set(['abandoned']));

  // Another callback for an adopted number counts again.
  const again = await Promise.all(adopted.map(post));
  expect(adopted.length + again.filter((status) => status === 200).length).toBeLessThanOrEqual(maxAdopted());

  // A deferred number is adopted when its callback is sent again.
  const later = numbers.find((number) => !adopted.includes(number)) ?? '';
  while ((await post(later)) !== 200) await sleep(ADOPTION_ALLOWANCE.intervalMs);
  expect(await end(refOf(later))).toMatchObject({ status: 'abandoned' });

  // An adopted number can be used for a new order.
  const payment = { paid: { reference: 'R1' } };
  const { ref, existing } = await client.placeOrder({ order: paperOrder(later), payment, timing: PROMPT });
  expect(existing).toBe(false);
  await client.waitForStatus(ref, 'active', { timeoutMs: 120_000 });
  expect((await client.getOrder(known.ref)).callbacks.received).toBeGreaterThanOrEqual(1);
});
