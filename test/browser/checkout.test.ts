/** A customer buys on a merchant's website and pays at the sandbox's checkout, in a real browser. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { defaultPayloadConverter } from '@temporalio/common';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { workflowIdOf } from '../../workflows/messages/names.js';
import { useDevWorld } from '../support/dev-world.js';
import { keepScreenshot, openChromium } from './chromium.js';
import { openMerchantSite, orderOf, type MerchantSite } from './merchant-site.js';

const world = useDevWorld({ sandbox: { issueDelay: 100, requirePayment: true } });
let browser: Browser;
let page: Page;
let site: MerchantSite;

beforeAll(async () => {
  browser = await openChromium();
  site = await openMerchantSite(world());
});

beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 800, height: 1000 } });
});

afterEach(async () => {
  await page.close();
});

afterAll(async () => {
  await site.close();
  await browser.close();
});

/** A customer buys on the merchant's website and opens AIO's checkout. */
async function buyAtAio(number: string): Promise<void> {
  await page.goto(`${site.url}/aio/${number}`);
  await page.getByRole('button', { name: 'Buy' }).click();
  await page.getByRole('button', { name: 'Go to ECPay' }).click();
  await page.getByRole('heading', { level: 1, name: 'Checkout' }).waitFor();
}

const press = async (name: string, at: Page | FrameLocator = page) => await at.getByRole('button', { name }).click();
const waitForHeading = async (title: string, at: Page | FrameLocator = page) =>
  await at.getByRole('heading', { level: 1, name: title }).waitFor();

/** Waits for the tickets and checks the website's page of the order. */
async function expectTickets(number: string): Promise<void> {
  const { tickets } = await site.tickets.waitForStatus(orderOf(number), 'active', { timeoutMs: 60_000 });
  expect(tickets).toHaveLength(2);
  await page.goto(`${site.url}/orders/${number}`);
  await waitForHeading(`Order ${number}: active`);
  expect(await page.getByRole('listitem').allInnerTexts()).toEqual(tickets.map(({ ticketNo }) => ticketNo));
}

/** Checks that the order still awaits its payment, cancels it, and checks that ECPay never received it. */
async function expectNeverIssued(number: string): Promise<void> {
  const ref = orderOf(number);
  await expect(site.tickets.getOrder(ref)).resolves.toMatchObject({ status: 'awaitingPayment', tickets: [] });
  await site.tickets.cancelOrder(ref, { by: 'the merchant', why: 'nobody has paid' });
  await expect(site.tickets.waitForStatus(ref, 'cancelled', { timeoutMs: 60_000 })).resolves.toMatchObject({
    tickets: [],
  });
  expect(world().sandbox.book.order(number)).toBeUndefined();
}

/** The input of the order's activity `issue`. */
async function issueRequestOf(number: string): Promise<unknown> {
  const { events } = await world()
    .environment.client.workflow.getHandle(workflowIdOf(orderOf(number)))
    .fetchHistory();
  const scheduled = (events ?? []).map((event) => event.activityTaskScheduledEventAttributes);
  const payload = scheduled.find((each) => each?.activityType?.name === 'issue')?.input?.payloads?.[0];
  return payload && defaultPayloadConverter.fromPayload(payload);
}

describe('a customer at AIO’s checkout', () => {
  test('pays, returns to the merchant, and gets tickets', async () => {
    await buyAtAio('BrowserPaid1');
    await keepScreenshot(page, 'checkout');
    await press('Pay NT$1,360');
    await waitForHeading('Order BrowserPaid1:');
    expect(page.url()).toBe(`${site.url}/orders/BrowserPaid1`);
    await expectTickets('BrowserPaid1');
    await expect(site.tickets.getOrder(orderOf('BrowserPaid1'))).resolves.toMatchObject({
      payment: { paid: { amount: 1360, source: 'aioNotice' } },
    });
    // The worker queried ECPay's payment system about the notification before it sent the order.
    expect(await issueRequestOf('BrowserPaid1')).toMatchObject({ paymentCheck: { source: 'aioNotice' } });
  });

  test('whose bank refuses the payment gets no tickets', async () => {
    await buyAtAio('BrowserRefused1');
    await press('Have the bank refuse it');
    await waitForHeading('Order BrowserRefused1: awaitingPayment');
    await expectNeverIssued('BrowserRefused1');
  });

  test('who only simulates a payment gets no tickets', async () => {
    await buyAtAio('BrowserSimulated1');
    await press('Simulate a payment');
    await waitForHeading('A payment was simulated: nobody has paid');
    await keepScreenshot(page, 'checkout simulated');
    await expectNeverIssued('BrowserSimulated1');
  });

  test('without JavaScript presses one more button, and can use the keyboard only', async () => {
    await page.close();
    page = await browser.newPage({ javaScriptEnabled: false });
    await buyAtAio('BrowserPlain1');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await waitForHeading('Paid');
    await keepScreenshot(page, 'checkout handed over');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await waitForHeading('Order BrowserPlain1:');
    await expectTickets('BrowserPlain1');
  });

  test('who presses twice pays once', async () => {
    await buyAtAio('BrowserTwice1');
    const checkout = page.url();
    const action = await page.locator('form').getAttribute('action');
    await page.getByRole('button', { name: 'Pay NT$1,360' }).dblclick();
    await waitForHeading('Order BrowserTwice1:');
    await page.goto(new URL(action ?? '', checkout).href);
    await waitForHeading('Paid');
    await keepScreenshot(page, 'checkout paid');
    expect(await page.getByRole('button').count()).toBe(0);
    await expectTickets('BrowserTwice1');
    const { payment } = await site.tickets.getOrder(orderOf('BrowserTwice1'));
    expect(payment.extra).toEqual([]);
  });
});

describe('a customer at the embedded checkout', () => {
  test('pays on the merchant’s page and gets tickets', async () => {
    await page.goto(`${site.url}/embedded/BrowserEmbedded1`);
    await press('Buy');
    const checkout = page.frameLocator('iframe[title="ECPay"]');
    await press('Pay NT$1,360', checkout);
    await waitForHeading('Paid', checkout);
    await keepScreenshot(page, 'embedded checkout');
    await expectTickets('BrowserEmbedded1');
  });
});

describe('the checkout’s page', () => {
  test('has a language, a title, one main heading, and a name per control', async () => {
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

  test('shows the customer what to do if the page does not exist', async () => {
    const response = await page.goto(`${world().sandboxUrl}/_sandbox/checkout/none`);
    expect(response?.status()).toBe(404);
    await waitForHeading('There is no such checkout page');
    await keepScreenshot(page, 'checkout not found');
  });

  test('refuses a form that the customer has modified', async () => {
    await page.goto(`${site.url}/aio/BrowserChanged1`);
    await press('Buy');
    await page.evaluate('document.querySelector("input[name=TotalAmount]").value = 0');
    await press('Go to ECPay');
    await waitForHeading('This order cannot be paid');
    await page.getByText('CheckMacValue Error.').waitFor();
    await keepScreenshot(page, 'checkout refused');
    await expectNeverIssued('BrowserChanged1');
  });
});

/** Checks that the page fits the screen's width. */
async function expectFits(onPage: Page, screen: { readonly width: number; readonly height: number }): Promise<void> {
  await onPage.setViewportSize(screen);
  await keepScreenshot(onPage, 'checkout on a phone');
  expect(await onPage.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(screen.width);
}
