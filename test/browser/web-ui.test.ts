/** The demo's orders in Temporal's Web UI, in a real browser, as the merchant's staff sees them. */
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { OrderRef } from '../../ecticket/index.js';
import { messageOf } from '../support/cli-commands.js';
import { electronicOrder, paperOrder } from '../support/orders.js';
import { keepScreenshot, openChromium, openPage } from './chromium.js';
import { startDemo, type Demo } from './demo.js';
import { expectListed } from './order-list.js';
import { OrderPage } from './order-page.js';

const DAY = 24 * 60 * 60 * 1000;
/** The encoding that the Web UI shows for a payload that it cannot decrypt. */
const ENCRYPTED = Buffer.from('binary/encrypted').toString('base64');

let browser: Browser;
let demo: Demo;
let page: Page;

const cleanups: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  browser = await openChromium();
  cleanups.push(() => browser.close());
  demo = await startDemo();
  cleanups.push(async () => expect(await demo.end()).toBe(0));
});

beforeEach(async () => {
  page = await openPage(browser);
});

afterEach(async () => {
  await keepScreenshot(page, expect.getState().currentTestName ?? '');
  await page.close();
});

afterAll(async () => {
  for (const cleanUp of cleanups.reverse()) await cleanUp();
});

const issueOnly = (merchantTradeNo: string): OrderRef => ({ merchantId: '3085676', merchantTradeNo });
const open = (order: OrderRef) => OrderPage.open(page, demo.workflows, order);

describe('the list of orders', () => {
  test('shows only the orders that need attention when opened from the demo’s link', async () => {
    await expectListed(page, demo.needsAttention, [await demo.tradeNoOf('off sale, refused')]);
  });

  test('shows exactly the orders that each link of `ecticket views` promises', async () => {
    const { tickets } = demo;
    const never = { on: 'issuance', kind: 'never', tradeNo: 'Late1' };
    const timing = { firstResultQuery: 100, resultQueryInterval: 200, issuanceWindow: 500 };
    const escrow = { ...paperOrder('Escrow1'), merchantId: '3362787', paymentProvider: 'other' as const };
    await tickets.placeOrder({ order: electronicOrder('Unpaid1') });
    await demo.control('faults', never);
    await demo.pay('Late1', 1360);
    await tickets.placeOrder({ order: electronicOrder('Late1'), payment: { paid: {} }, timing });
    const { ref } = await tickets.placeOrder({ order: escrow, payment: { paid: {} } });
    const { escrowEndsOn = '' } = await tickets.waitForStatus(ref, 'active', { timeoutMs: 120_000 });

    await expectListed(page, await link('needs-attention'), [await demo.tradeNoOf('off sale, refused')]);
    await expectListed(page, await link('late'), ['Late1']);
    await expectListed(page, await link('unpaid-since-yesterday', Date.now() + DAY), ['Unpaid1']);
    await expectListed(page, await link('escrow-ends-this-week', startOf(escrowEndsOn) - 3 * DAY), ['Escrow1']);
  });

  test('is filtered by the links of docs/how-to/operators.md, which save the view in the browser', async () => {
    const [shown = ''] = /^http:\S+$/m.exec(readFileSync('docs/how-to/operators.md', 'utf8')) ?? [];
    const { search } = new URL(shown);
    await expectListed(page, `${demo.workflows}${search}`, [await demo.tradeNoOf('off sale, refused')]);
    const saved = await page.evaluate("localStorage.getItem('saved-workflow-queries')");
    expect(saved).toContain('"name":"Needs attention"');
  });

  /** Returns the link that `ecticket views` prints at `now`. */
  async function link(name: string, now = Date.now()): Promise<string> {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now);
    const { views } = (await demo.run('views', '--json')).json() as { views: { name: string; link: string }[] };
    clock.mockRestore();
    return views.find((view) => view.name === name)?.link ?? '';
  }

  /** Returns the start of a day in Taipei, yyyymmdd. */
  function startOf(day: string): number {
    return Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00+08:00`);
  }
});

describe("an order's page", () => {
  test('shows what the order contains, its status and its totals', async () => {
    const tradeNo = await demo.tradeNoOf('electronic, two visits');
    const order = await open(issueOnly(tradeNo));

    expect(await order.summary()).toBe('2 electronic tickets of merchant 3085676: 2 × VQT04959');
    const details = await order.details('settled');
    expect(details).toMatch(/redeemed\s+2\s+NT\$1,360/);
    expect(details).toContain('paid NT$1,360; redeemed NT$1,360; refunded NT$0');
    expect(details).toMatch(/Callbacks: \d+, last \(useStatus\) at \d{4}-\d\d-\d\d \d\d:\d\d/);
  });

  test('shows readable activity summaries, and the customer and tickets through the codec server', async () => {
    const tradeNo = await demo.tradeNoOf('electronic, two visits');
    const order = await open(issueOnly(tradeNo));
    await order.openTab('Event History');

    await order.waitForText(`Issue ${tradeNo}`);
    await order.waitForText(`Poll ECPay for the tickets of ${tradeNo}`);
    await order.waitForText('Reconcile on schedule: no callback has arrived');
    await order.waitForText('Deliver to the merchant: issued');
    await order.waitForText('"customerName": "王珊珊"');
    await page.getByRole('button', { name: 'Maximize' }).last().click();
    const { tickets } = await demo.tickets.getOrder(issueOnly(tradeNo));
    for (const { ticketNo } of tickets) await order.waitForText(`"ticketNo": "${ticketNo}"`);
    expect(tickets).toHaveLength(2);
  });

  test('shows neither customer nor tickets if the codec server is unreachable', async () => {
    const ref = issueOnly(await demo.tradeNoOf('electronic, two visits'));
    const { tickets } = await demo.tickets.getOrder(ref);
    const numbers = tickets.flatMap(({ ticketNo, writeOffNo }) => [ticketNo, writeOffNo ?? ticketNo]);
    const secrets = ['王珊珊', '0912345678', 'customer@example.com', ...numbers];
    await page.route(`${demo.codec}/**`, (route) => route.abort('connectionrefused'));
    const order = await open(ref);

    for (const tab of ['Timeline', 'Event History', 'Memo'] as const) {
      await order.openTab(tab);
      await order.waitForText(ENCRYPTED);
      const text = await order.allText();
      expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    }
    await order.openTab('User Metadata');
    await order.waitForText('No summary available');
    const text = await order.allText();
    expect([...secrets, 'settled', 'VQT04959'].filter((secret) => text.includes(secret))).toEqual([]);
  });

  test('sends a signal, and the order continues', async () => {
    const placed = electronicOrder('Signalled1');
    const deadline = new Date(Date.now() + DAY);
    const timing = { firstResultQuery: 1000, resultQueryInterval: 1000 };
    const { ref } = await demo.tickets.placeOrder({ order: placed, payment: { amount: 1360, deadline }, timing });
    const order = await open(ref);
    expect(await order.details('awaitingPayment')).toMatch(
      /waiting for payment of NT\$1,360 until .*, then the order is cancelled/,
    );

    await demo.pay('Signalled1', 1360);
    await order.signal('paymentConfirmed', '{"amount": 1360}');
    await demo.tickets.waitForStatus(ref, 'active', { timeoutMs: 120_000 });
    await order.refresh();
    expect(await order.details('active')).toMatch(/unused\s+2\s+NT\$1,360/);
  });

  test('shows why the order needs attention, and the commands that resolve it', async () => {
    const order = await open(issueOnly(await demo.tradeNoOf('off sale, refused')));
    const details = await order.details('needsAttention');
    expect(details).toContain('ECPay refused to issue these tickets');
    expect(details).toContain('10200135 商品已下架');
    expect(details).toContain('paid NT$500');
    // The README shows a copy of this screenshot.
    await keepScreenshot(page, 'needs attention');

    const command = /^ecticket (order abandon .*)$/m.exec(details)?.[1] ?? '';
    expect(await demo.run(...messageOf(command), '--yes')).toMatchObject({ status: 0 });
    await order.refresh();
    await order.details('abandoned');
  });
});
