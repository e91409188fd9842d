/** A buyer at examples/next-shop: from the store over the checkout to the vouchers, in a real browser. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { start, type Running } from '../integration/scripts/run-script.js';
import { openConnectionSwitch, type ConnectionSwitch } from '../support/connection-switch.js';
import { useDevWorld } from '../support/dev-world.js';
import { electronicOrder } from '../support/orders.js';
import { keepScreenshot, openChromium } from './chromium.js';
import { scan } from './scan.js';
import { customerAt, TEA, type BoughtOrder } from './store-customer.js';

const CAKE = '手工蛋糕券';
const SPA = '溫泉泡湯券';
const world = useDevWorld({ sandbox: { issueDelay: 100, requirePayment: true } });
let temporal: ConnectionSwitch;
let store: Running;
let url: string;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  temporal = await openConnectionSwitch(world().environment.address);
  const env = { ...process.env, TEMPORAL_ADDRESS: temporal.address, ECTICKET_BASE_URL: world().sandboxUrl };
  store = start('scripts/run.mjs', ['example', 'next-shop', '--port', '0'], { env });
  [browser, [url = '']] = await Promise.all([
    openChromium(),
    store.waitForLine(/^listening on /).then((line) => /http\S+/.exec(line) ?? []),
  ]);
});
beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 });
});
afterEach(async () => {
  await page.close();
});
afterAll(async () => {
  store.signal('SIGTERM');
  await Promise.all([store.ended, temporal.cut(), browser.close()]);
});

const { press, heading, orderNo, fillIn, pay } = customerAt(
  () => page,
  () => url,
);
const fits = () => page.evaluate('document.documentElement.scrollWidth <= innerWidth');
let bought: BoughtOrder | undefined;

/** Opens an order with vouchers: the one of the first test, or a new one. */
async function openBought(): Promise<BoughtOrder> {
  if (bought === undefined) {
    await fillIn();
    await press('Pay NT$1,360');
    bought = await pay();
  }
  await page.goto(bought.address);
  await heading('Your vouchers');
  return bought;
}

/** The number of orders that were placed in the store. Temporal's list has all of them when it has a later order. */
async function placedOrders(): Promise<number> {
  const marker = `MARKER${Date.now()}`;
  await world().client.placeOrder({ order: electronicOrder(marker) });
  const numbers = new Set<string>();
  while (!numbers.has(marker))
    for await (const { ref } of world().client.listOrders()) numbers.add(ref.merchantTradeNo ?? '');
  return [...numbers].filter((number) => !number.startsWith('MARKER')).length;
}

test('buys two tickets, pays, shows the codes that clerks scan, and sees one used', async () => {
  await fillIn();
  await page.setViewportSize({ width: 1280, height: 800 });
  await keepScreenshot(page, 'example next shop wide');
  await page.setViewportSize({ width: 390, height: 844 });
  await keepScreenshot(page, 'example next shop');
  expect(await fits()).toBe(true);
  await press('Pay NT$1,360');
  await heading('Checkout');
  await page.getByText(`${TEA} x 2`).waitFor();
  await keepScreenshot(page, 'example next shop checkout');
  bought = await pay();
  const { number } = bought;
  const codes = page.getByRole('img', { name: /^QR code/ });
  const scanned = [await scan(page, codes.nth(0)), await scan(page, codes.nth(1))];
  const { tickets } = world().orderAtECPay(number);
  expect(scanned.sort()).toEqual(tickets.map(({ writeOffNo }) => writeOffNo).sort());

  await world().control(`orders/${number}/redeem`, { count: 1 });
  await world().runCallbacks();
  // Without a reload of the page.
  await page.getByText('1 to use · 1 used').waitFor();
  expect(await codes.count()).toBe(1);
  expect(
    world()
      .orderAtECPay(number)
      .callbacks.map((callback) => callback.url),
  ).toEqual([`${url}/ecpay/ticket/use-status`]);
  const unused = world()
    .orderAtECPay(number)
    .tickets.filter(({ useStatus }) => useStatus === 1);
  expect(await scan(page, codes)).toBe(unused[0]?.writeOffNo);
  await keepScreenshot(page, 'example next shop vouchers');
  expect(await fits()).toBe(true);
  await page.setViewportSize({ width: 1280, height: 800 });
  await keepScreenshot(page, 'example next shop vouchers wide');
});

test('prints the vouchers that can still be used, and nothing else', async () => {
  await fillIn();
  await press('Pay NT$1,360');
  const { number } = await pay();
  await world().control(`orders/${number}/redeem`, { count: 1 });
  await world().runCallbacks();
  await page.getByText('1 to use · 1 used').waitFor();
  await page.evaluate('window.print = () => { document.title = "printed"; }');
  await press('Print');
  expect(await page.title()).toBe('printed');

  await page.emulateMedia({ media: 'print' });
  const { tickets } = world().orderAtECPay(number);
  const isPrinted = tickets.map(({ ticketNo }) => page.getByText(ticketNo, { exact: true }).isVisible());
  expect(await Promise.all(isPrinted)).toEqual(tickets.map(({ useStatus }) => useStatus === 1));
  const usable = tickets.find(({ useStatus }) => useStatus === 1);
  expect(await scan(page, page.getByRole('img', { name: /^QR code/ }))).toBe(usable?.writeOffNo);
  const forScreens = [page.getByRole('banner'), page.getByRole('button'), page.getByText('Keep the address of this')];
  for (const part of forScreens) expect(await part.isVisible()).toBe(false);
  await keepScreenshot(page, 'example next shop printed');
});

test('shows an order only to who has its link', async () => {
  const { number, address } = await openBought();
  expect((await fetch(`${address}/state`)).status).toBe(200);
  await fillIn();
  await press('Pay NT$1,360');
  await heading('Checkout');
  await page.goBack();
  await heading('Not paid yet');
  const ownToken = new URL(page.url()).pathname.split('/')[3] ?? '';
  const { tickets } = world().orderAtECPay(number);
  for (const token of ['0'.repeat(32), ownToken, `${address.slice(-32)}0`, 'x'.repeat(5000)]) {
    for (const path of ['', '/pay', '/state', '/return']) {
      const method = path === '/return' ? 'POST' : 'GET';
      const response = await fetch(`${url}/orders/${number}/${token}${path}`, { method, redirect: 'manual' });
      expect([path, response.status]).toEqual([path, 404]);
      const body = await response.text();
      for (const { ticketNo } of tickets) expect(body).not.toContain(ticketNo);
    }
  }
  await page.goto(`${url}/orders/${number}/${ownToken}`);
  await heading('There is no such page');
});

test('a form that is sent twice is one order', async () => {
  const before = await placedOrders();
  await fillIn();
  await page.route(`${url}/`, async (route) => {
    const send = async () => await route.fetch({ maxRedirects: 0 });
    if (route.request().method() === 'POST') await Promise.all([send(), send()]);
    await route.continue();
  });
  await press('Pay NT$1,360');
  // The third time: the order is there already, and may have been at ECPay.
  await heading('Not paid yet');
  expect((await placedOrders()) - before).toBe(1);
});

test('a refused payment is tried again under a new number, and only one order is issued', async () => {
  await fillIn();
  await press('Pay NT$1,360');
  await heading('Checkout');
  await press('Have the bank refuse it');
  await heading('Payment refused');
  const [refused, oldPage] = [orderNo(), page.url()];
  await keepScreenshot(page, 'example next shop refused');
  await press('Try again');
  await heading('Checkout');
  await page.goBack();
  await heading('Not paid yet');
  const left = orderNo();
  // From the old page again: the new order exists already, and may have been at ECPay.
  await page.goto(oldPage);
  await press('Order again');
  await heading('Not paid yet');
  expect(orderNo()).toBe(left);
  await press('Pay now');
  const { number: paid } = await pay();
  expect(new Set([refused, left, paid]).size).toBe(3);
  for (const number of [refused, left]) {
    const ref = { merchantId: '3085676', merchantTradeNo: number };
    expect((await world().client.getOrder(ref)).status).toBe('cancelled');
    expect(world().sandbox.book.order(number)).toBeUndefined();
  }
});

test('refuses an item that was sold out meanwhile, and says what is wrong with a field', async () => {
  await fillIn({ item: CAKE, phone: '12' });
  const off = page.getByRole('listitem').filter({ hasText: '停售套餐券' });
  expect(await off.innerText()).toContain('Sold out');
  expect(await off.getByRole('spinbutton').count()).toBe(0);
  await press('Pay NT$900');
  await page.getByText('A customer’s phone is a domestic mobile number').waitFor();
  expect(await page.getByLabel('Name').inputValue()).toBe('王珊珊');
  await page.getByLabel('Mobile phone').fill('0912345678');
  const cake = { itemNo: 'CK851236', itemName: CAKE, price: 450, ticketType: '1' };
  await world().control('items', { ...cake, onSale: false });
  await press('Pay NT$900');
  await page.getByText(`Sold out: ${CAKE}.`).waitFor();
  await keepScreenshot(page, 'example next shop sold out');
  await world().control('items', { ...cake, onSale: true });
});

test('loses nothing while Temporal does not answer', async () => {
  const { number, address } = await openBought();
  const { tickets } = world().orderAtECPay(number);
  await temporal.cut();
  await page.getByText('Not up to date: the store cannot be reached.').waitFor();
  await page.getByText(tickets[0]?.ticketNo ?? '', { exact: true }).waitFor();
  await page.reload();
  await heading('The store does not answer');
  await temporal.restore();
  // Without a reload of the page.
  await heading('Your vouchers');

  await fillIn();
  const placed = await placedOrders();
  await temporal.cut();
  await press('Pay NT$1,360');
  await page.getByText('The store does not answer. Nothing was charged.').waitFor();
  await temporal.restore();
  while (!(await fetch(`${address}/state`)).ok);
  await press('Pay NT$1,360');
  await heading('Checkout');
  expect((await placedOrders()) - placed).toBe(1);
});

test('an order whose items have longer names than ECPay’s checkout accepts can be paid', async () => {
  await fillIn({ item: SPA, phone: '12' });
  await press('Pay NT$2,400');
  // After a refusal, the store reads the catalogue again.
  await page.getByText('A customer’s phone is a domestic mobile number').waitFor();
  const spa = { itemNo: 'VNS21400', price: 1200, ticketType: '1', onSale: true };
  await world().control('items', { ...spa, itemName: SPA.repeat(100) });
  await page.getByLabel('Mobile phone').fill('0912345678');
  await press('Pay NT$2,400');
  await heading('Checkout');
  await world().control('items', { ...spa, itemName: SPA });
});
