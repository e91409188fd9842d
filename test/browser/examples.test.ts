/** The pages of examples/counter and examples/operations-desk on a phone, in a real browser. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { Browser, Page } from 'playwright-core';
import { ECTicketClient } from '../../client/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../ecticket/index.js';
import { createCounter } from '../../examples/counter/counter.js';
import { createDesk } from '../../examples/operations-desk/desk.js';
import { PROMPT, useDevWorld } from '../support/dev-world.js';
import { freePort } from '../../demo/parts/ports.js';
import { electronicOrder, paperOrder } from '../support/orders.js';
import { untilCodesAreListed } from '../support/until-passes.js';
import { keepScreenshot, openChromium } from './chromium.js';

const world = useDevWorld();
const counter = { merchantId: '3085676', storeId: 'TPE01' };
const servers: FastifyInstance[] = [];
let log = '';
let browser: Browser;
let page: Page;

async function serve(app: FastifyInstance): Promise<string> {
  servers.push(app);
  return await app.listen({ port: 0, host: '127.0.0.1' });
}

beforeAll(async () => {
  browser = await openChromium();
});
beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 });
});
afterEach(async () => {
  await page.close();
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await browser.close();
});

/** Sends the form twice at once. Chromium itself ignores the second click on a button. */
const DOUBLE_TAP = `(() => {
  const body = new URLSearchParams(new FormData(document.querySelector('#redeem')));
  const send = async () => await (await fetch('/redeem', { method: 'POST', body })).text();
  return Promise.all([send(), send()]);
})()`;

const press = (name: string | RegExp, on = page) => on.getByRole('button', { name }).click();
const text = (role: 'alert' | 'status', on = page) => on.locator(`[role=${role}].notice`).innerText();
const fitsPhone = () => page.evaluate('document.documentElement.scrollWidth <= innerWidth');

describe('the operations desk', () => {
  let url: string;
  beforeAll(async () => {
    url = await serve(createDesk({ ecticket: world().client, workflowsUrl: 'http://127.0.0.1:8233/workflows' }));
  });

  /** Places a paid order of an item that is not on sale, which ECPay refuses. */
  async function refusedOrder(number: string) {
    const order = electronicOrder(number, { items: [{ itemNo: 'OFF00001', quantity: 2 }] });
    const payment = { paid: { amount: 1000, reference: `R-${number}` } };
    const { ref } = await world().client.placeOrder({ order, payment, timing: PROMPT });
    await world().client.waitForStatus(ref, 'needsAttention', { timeoutMs: 60_000 });
    return ref;
  }
  const sell = (onSale: boolean) =>
    world().control('items', { itemNo: 'OFF00001', itemName: '體驗券', price: 500, ticketType: '1', onSale });

  test('shows why an order was refused, and resubmits it', async () => {
    const ref = await refusedOrder('DESK20261129');
    await page.goto(url);
    await page.getByRole('heading', { name: '1 order needs attention' }).waitFor();
    await page.getByText('ECPay refused to issue these tickets').waitFor();
    expect(await page.getByRole('link', { name: 'Open in Temporal' }).getAttribute('href')).toBe(
      'http://127.0.0.1:8233/workflows/ecticket%2F3085676%2FDESK20261129',
    );
    await keepScreenshot(page, 'example operations desk');
    expect(await fitsPhone()).toBe(true);
    await page.getByRole('link', { name: 'Resubmit' }).click();
    await page.getByLabel('Who decides').fill('Angela');
    await page.getByLabel('Why').fill('the item is on sale again');
    await keepScreenshot(page, 'example operations desk decision');
    await sell(true);
    await press('Resubmit');
    // Without a reload of the page.
    await page.getByText('has its tickets').waitFor();
    await page.getByText('the item is on sale again (Angela)').waitFor();
    expect((await world().client.getOrder(ref)).decisions).toHaveLength(1);
    await page.getByRole('link', { name: 'All orders that need attention' }).click();
    await page.getByRole('heading', { name: 'No orders need attention' }).waitFor();
    await sell(false);
  });

  test('reports a decision that comes too late, and an order that does not exist', async () => {
    const ref = await refusedOrder('DESK20261130');
    await page.goto(`${url}/orders/3085676/DESK20261130/abandon`);
    await page.getByLabel('Who decides').fill('Angela');
    await page.getByLabel('Why').fill('sold out');
    await world().client.cancelOrder(ref, { by: 'Chan', why: 'the customer has cancelled' });
    await world().client.waitForStatus(ref, 'cancelled', { timeoutMs: 60_000 });
    await press('Abandon');
    expect(await page.getByRole('alert').innerText()).toMatch(/cancelled.*there is nothing left to decide/);
    await page.goto(`${url}/orders/3085676/DESK20261130`);
    await page.getByText('ended: cancelled').waitFor();
    await page.goto(`${url}/orders/3085676/NONE`);
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').innerText()).toContain('NONE');
  });
});

describe('the counter', () => {
  let url: string;
  beforeAll(async () => {
    const logger = pino({ level: 'trace' }, { write: (line) => void (log += line) });
    url = await serve(createCounter({ ...counter, ecticket: world().client, logger }));
  });

  /** Issues an order, and returns the codes of its tickets. */
  async function issue(number: string, quantity = 2) {
    const { ref, tickets } = await world().issued(paperOrder(number, quantity));
    await untilCodesAreListed(world().environment.client, ref);
    return { ref, tickets, codes: tickets.map(({ writeOffNo = '' }) => writeOffNo) };
  }
  const used = (number: string) =>
    world()
      .orderAtECPay(number)
      .tickets.filter(({ useStatus }) => useStatus === 2).length;

  async function find(code = '', on = page, at = url): Promise<void> {
    await on.goto(at);
    await on.getByLabel('Ticket code').fill(code);
    await press('Find', on);
    await on.getByRole('link', { name: 'Next ticket' }).or(on.getByRole('alert')).first().waitFor();
  }

  test('redeems the scanned ticket once, however often the form is sent, and undoes it', async () => {
    const { ref, codes } = await issue('CNT20261129', 3);
    await find(` ${codes[1]} `);
    await page.getByText('3 unused · 0 used').waitFor();
    expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(1);
    const answers = await page.evaluate<string[]>(DOUBLE_TAP);
    for (const answer of answers) expect(answer).toContain('1 ticket redeemed.');
    await press('Redeem');
    expect(await text('status')).toBe('1 ticket redeemed.');
    await page.getByText('2 unused · 1 used').waitFor();
    await keepScreenshot(page, 'example counter');
    expect(await fitsPhone()).toBe(true);
    expect([used('CNT20261129'), world().attempts(ref, 'updateTickets')]).toEqual([1, 1]);
    expect(page.url()).toBe(`${url}/redeem`);
    await press(/^Undo/);
    expect(await text('status')).toBe('1 ticket set back to unused.');
    expect(used('CNT20261129')).toBe(0);
    expect(log).toContain('"url":"/voucher"');
    for (const code of codes) expect(log).not.toContain(code);
  });

  test('refuses a code that is unknown, malformed or used', async () => {
    const { codes } = await issue('CNT20261130');
    await find('LEU4loiSZ9TDTWAtxL');
    expect(await text('alert')).toMatch(/^This is not a ticket of this merchant/);
    await find('https://shop.example/t?no=1');
    expect(await text('alert')).toMatch(/^This is not a ticket code/);
    const second = await browser.newPage();
    await find(codes[0]);
    await find(codes[0], second);
    await press('Redeem');
    await page.getByRole('status').waitFor();
    await press('Redeem', second);
    expect(await text('alert', second)).toMatch(/^The ticket was already used on .* at store TPE01\./);
    await second.close();
    await find(codes[0]);
    expect(await text('alert')).toMatch(/^The ticket was already used on .* at store TPE01\. Do not accept it\.$/);
  });

  test('repeats a redemption whose answer did not arrive', async () => {
    const { codes } = await issue('CNT20261201');
    await find(codes[0], page, await serve(createCounter({ ...counter, ecticket: world().client, timeoutMs: 1_000 })));
    await world().control('faults', { on: '/api/Ticket/WriteOff', kind: 'slow', ms: 2_000, tradeNo: 'CNT20261201' });
    await press('Redeem');
    expect(await text('alert')).toMatch(/^The answer did not arrive/);
    const answer = page.getByRole('status');
    while (!(await answer.isVisible())) {
      await press('Try again');
      await answer.or(page.getByRole('alert')).waitFor();
    }
    expect(await text('status')).toBe('1 ticket redeemed.');
    expect(used('CNT20261201')).toBe(1);
  });

  test('scans with the camera where the browser can', async () => {
    const { codes } = await issue('CNT20261202');
    const camera = `
      navigator.mediaDevices.getUserMedia = async () => document.createElement('canvas').captureStream(5);
      HTMLMediaElement.prototype.play = async () => {};
      globalThis.BarcodeDetector = class { detect = async () => [{ rawValue: ${JSON.stringify(codes[1])} }]; };`;
    await page.addInitScript(camera);
    await page.goto(url);
    await press('Scan with the camera');
    await page.getByRole('heading', { name: 'Order CNT20261202' }).waitFor();
  });

  test('refuses a form of another website', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const origin of [undefined, 'null', 'https://attacker.example']) {
      const request = { method: 'POST', headers: { ...headers, ...(origin && { origin }) }, body: 'code=1' };
      expect((await fetch(`${url}/voucher`, request)).status).toBe(403);
    }
  });

  test('says so while Temporal does not answer, and while ECPay throttles', async () => {
    const connection = Connection.lazy({ address: `127.0.0.1:${await freePort()}`, interceptors: [] });
    const merchants = new MerchantRegistry(STAGE_MERCHANTS);
    const ecticket = new ECTicketClient({ client: new Client({ connection }), merchants, environment: 'sandbox' });
    await find('775711655722270689', page, await serve(createCounter({ ...counter, ecticket })));
    expect(await text('alert')).toContain('Temporal does not answer');
    await connection.close();

    const { codes } = await issue('CNT20261203');
    await find(codes[0]);
    await world().control('faults', { on: '/api/Ticket/WriteOff', kind: 'http403', tradeNo: 'CNT20261203' });
    await press('Redeem');
    expect(await text('alert')).toMatch(/^ECPay accepts no requests .* Nothing was changed. Try again after /);
    expect(used('CNT20261203')).toBe(0);
  });
});
