/** The list of workflows in the Web UI. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';

/** Milliseconds that the list may lag behind the orders. */
const PATIENCE = 30_000;
/** Milliseconds between two looks. */
const LOOK_AGAIN_AFTER = 500;

/** Opens a list and waits until it shows the orders with these numbers, and no other. */
export async function expectListed(page: Page, url: string, tradeNos: readonly string[]): Promise<void> {
  const expected = [...tradeNos].sort();
  const until = Date.now() + PATIENCE;
  let seen = await listed(page, url);
  while (seen.join() !== expected.join() && Date.now() < until) {
    await sleep(LOOK_AGAIN_AFTER);
    seen = await listed(page, url);
  }
  expect(seen).toEqual(expected);
}

/** The trade numbers in a list, sorted. */
async function listed(page: Page, url: string): Promise<string[]> {
  await page.goto(url);
  const table = page.getByRole('table', { name: 'Workflows' });
  const orders = table.getByRole('link', { name: /^ecticket\// });
  await orders.or(page.getByText('No Workflows Found')).first().waitFor();
  const ids = await orders.allInnerTexts();
  return ids.map((id) => id.split('/').at(-1) ?? '').sort();
}
