/** From "buy" to ticket: a customer at a shop and at the sandbox's checkout, in a real browser. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { useDevWorld } from '../support/dev-world.js';
import { keepPicture, openChromium } from './chromium.js';
import { openShop, orderOf, type BrowserShop } from './shop.js';

const world = useDevWorld({ sandbox: { issueDelay: 100, requirePayment: true } });
let browser: Browser;
let page: Page;
let shop: BrowserShop;

beforeAll(async () => {
  browser = await openChromium();
  shop = await openShop(world());
});

beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 800, height: 1000 } });
});

afterEach(async () => {
  await page.close();
});

afterAll(async () => {
  await shop.close();
  await browser.close();
});

/** At the shop, a customer buys and goes to AIO's checkout. */
async function buyAtAio(number: string): Promise<void> {
  await page.goto(`${shop.url}/aio/${number}`);
  await page.getByRole('button', { name: 'Buy' }).click();
  await page.getByRole('button', { name: 'Go to ECPay' }).click();
  await page.getByRole('heading', { level: 1, name: 'Checkout' }).waitFor();
}

const press = async (name: string, at: Page | FrameLocator = page) => await at.getByRole('button', { name }).click();
const sees = async (title: string, at: Page | FrameLocator = page) =>
  await at.getByRole('heading', { level: 1, name: title }).waitFor();

/** The shop's page of the order, with its tickets. */
async function expectTickets(number: string): Promise<void> {
  const { tickets } = await shop.tickets.waitForStatus(orderOf(number), 'active', { timeoutMs: 60_000 });
  expect(tickets).toHaveLength(2);
  await page.goto(`${shop.url}/orders/${number}`);
  await sees(`Order ${number}: active`);
  expect(await page.getByRole('listitem').allInnerTexts()).toEqual(tickets.map(({ ticketNo }) => ticketNo));
}

/** The shop gives up the order, which has waited for its payment all the time: ECPay was never asked to issue it. */
async function expectNeverIssued(number: string): Promise<void> {
  const ref = orderOf(number);
  await expect(shop.tickets.getOrder(ref)).resolves.toMatchObject({ status: 'awaitingPayment', tickets: [] });
  await shop.tickets.cancelOrder(ref, { by: 'the shop', why: 'nobody has paid' });
  await expect(shop.tickets.waitForStatus(ref, 'cancelled', { timeoutMs: 60_000 })).resolves.toMatchObject({
    tickets: [],
  });
  expect(world().sandbox.book.order(number)).toBeUndefined();
}

describe('a customer at AIO’s checkout', () => {
  test('pays, comes back to the shop, and has tickets', async () => {
    await buyAtAio('BrowserPaid1');
    await keepPicture(page, 'checkout');
    await press('Pay NT$1,360');
    await sees('Order BrowserPaid1:');
    expect(page.url()).toBe(`${shop.url}/orders/BrowserPaid1`);
    await expectTickets('BrowserPaid1');
    await expect(shop.tickets.getOrder(orderOf('BrowserPaid1'))).resolves.toMatchObject({
      payment: { paid: { amount: 1360, source: 'aioNotice' } },
    });
    expect(world().attempts(orderOf('BrowserPaid1'), 'checkPayment')).toBeGreaterThan(0);
  });

  test('whose bank refuses stays unpaid and has no tickets', async () => {
    await buyAtAio('BrowserRefused1');
    await press('Have the bank refuse it');
    await sees('Order BrowserRefused1: awaitingPayment');
    await expectNeverIssued('BrowserRefused1');
  });

  test('who only simulates a payment has no tickets', async () => {
    await buyAtAio('BrowserSimulated1');
    await press('Simulate a payment');
    await sees('A payment was simulated: nobody has paid');
    await keepPicture(page, 'checkout simulated');
    await expectNeverIssued('BrowserSimulated1');
  });

  test('whose browser runs no scripts presses one more button, and uses the keyboard only', async () => {
    await page.close();
    page = await browser.newPage({ javaScriptEnabled: false });
    await buyAtAio('BrowserPlain1');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await sees('Paid');
    await keepPicture(page, 'checkout handed over');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await sees('Order BrowserPlain1:');
    await expectTickets('BrowserPlain1');
  });

  test('who presses twice has paid once', async () => {
    await buyAtAio('BrowserTwice1');
    const checkout = page.url();
    const action = await page.locator('form').getAttribute('action');
    await page.getByRole('button', { name: 'Pay NT$1,360' }).dblclick();
    await sees('Order BrowserTwice1:');
    await page.goto(new URL(action ?? '', checkout).href);
    await sees('Paid');
    await keepPicture(page, 'checkout paid');
    expect(await page.getByRole('button').count()).toBe(0);
    await expectTickets('BrowserTwice1');
    const { payment } = await shop.tickets.getOrder(orderOf('BrowserTwice1'));
    expect(payment.extra).toEqual([]);
  });
});

describe('a customer at the embedded checkout', () => {
  test('pays on the shop’s page and has tickets', async () => {
    await page.goto(`${shop.url}/embedded/BrowserEmbedded1`);
    await press('Buy');
    const checkout = page.frameLocator('iframe[title="ECPay"]');
    await press('Pay NT$1,360', checkout);
    await sees('Paid', checkout);
    await keepPicture(page, 'embedded checkout');
    await expectTickets('BrowserEmbedded1');
  });
});

describe('the checkout’s page', () => {
  test('has a language, a title, one main heading, and a name for every control', async () => {
    await buyAtAio('BrowserNamed1');
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(await page.title()).toBe('Checkout · ECPay sandbox');
    expect(await page.getByRole('heading').allInnerTexts()).toEqual(['Checkout', 'Order', 'Payment']);
    expect(await page.getByRole('main').count()).toBe(1);
    const form = page.getByRole('form', { name: 'Payment' });
    expect(await form.getByRole('button').allInnerTexts()).toEqual([
      ...['Pay NT$1,360', 'Have the bank refuse it', 'Simulate a payment'],
    ]);
    await expectFits(page, { width: 320, height: 800 });
  });

  test('says what to do where there is none', async () => {
    const response = await page.goto(`${world().sandboxUrl}/_sandbox/checkout/none`);
    expect(response?.status()).toBe(404);
    await sees('There is no such checkout page');
    await keepPicture(page, 'checkout not found');
  });

  test('refuses a form that the customer has changed', async () => {
    await page.goto(`${shop.url}/aio/BrowserChanged1`);
    await press('Buy');
    await page.evaluate('document.querySelector("input[name=TotalAmount]").value = 0');
    await press('Go to ECPay');
    await sees('This order cannot be paid');
    await page.getByText('CheckMacValue Error.').waitFor();
    await keepPicture(page, 'checkout refused');
    await expectNeverIssued('BrowserChanged1');
  });
});

/** Nothing is wider than this screen. */
async function expectFits(onPage: Page, screen: { readonly width: number; readonly height: number }): Promise<void> {
  await onPage.setViewportSize(screen);
  await keepPicture(onPage, 'checkout on a phone');
  expect(await onPage.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(screen.width);
}
