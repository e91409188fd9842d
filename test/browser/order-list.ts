/** The list of workflows in the Web UI. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';

/** How long the list may lag behind the orders. */
const TIMEOUT_MS = 60_000;
const POLL_INTERVAL_MS = 500;

/** Opens a list and waits until it shows exactly the orders with these trade numbers. */
export async function expectListed(page: Page, url: string, tradeNos: readonly string[]): Promise<void> {
  const expected = [...tradeNos].sort();
  const deadline = Date.now() + TIMEOUT_MS;
  let shown = await readTradeNos(page, url);
  while (shown.join() !== expected.join() && Date.now() < deadline) {
    await sleep(POLL_INTERVAL_MS);
    shown = await readTradeNos(page, url);
  }
  expect(shown).toEqual(expected);
}

/** Returns the trade numbers in a list, sorted. */
async function readTradeNos(page: Page, url: string): Promise<string[]> {
  await page.goto(url);
  const table = page.getByRole('table', { name: 'Workflows' });
  const orders = table.getByRole('link', { name: /^ecticket\// });
  await orders.or(page.getByText('No Workflows Found')).first().waitFor();
  const ids = await orders.allInnerTexts();
  return ids.map((id) => id.split('/').at(-1) ?? '').sort();
}
