/** What a customer does at examples/next-shop. */
import type { Page } from 'playwright-core';

export const TEA = '雙人下午茶券';

export interface BoughtOrder {
  readonly number: string;
  /** The address of its page, without query. */
  readonly address: string;
}

/** @param page the customer's tab, which may change from test to test. @param url the store's address */
export function customerAt(page: () => Page, url: () => string) {
  const press = (name: string | RegExp) => page().getByRole('button', { name, exact: true }).click();
  const heading = (name: string) => page().getByRole('heading', { level: 1, name, exact: true }).waitFor();
  /** The number in the address of the order's page. */
  const orderNo = () => new URL(page().url()).pathname.split('/')[2] ?? '';

  /** Opens the store, and fills in the form for two tickets. */
  async function fillIn({ item = TEA, phone = '0912 345 678' } = {}): Promise<void> {
    await page().goto(url());
    const quantity = page().getByRole('spinbutton', { name: item });
    // Clicks before React has taken over the page do nothing.
    while ((await quantity.inputValue()) !== '2') await press(`One ${item} more`);
    await page().getByLabel('Name').fill('王珊珊');
    await page().getByLabel('Mobile phone').fill(phone);
    await page().getByLabel('Email').fill('customer@example.com');
  }

  /** Pays at the checkout. Ends on the page with the vouchers. */
  async function pay(): Promise<BoughtOrder> {
    await heading('Checkout');
    await press('Pay NT$1,360');
    await heading('Your vouchers');
    return { number: orderNo(), address: page().url().split('?')[0] ?? '' };
  }

  return { press, heading, orderNo, fillIn, pay };
}
