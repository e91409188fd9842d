/** A customer's browser at the sandbox's checkout: it opens the page and presses the pay button. */
import type { CheckoutForm, EmbeddedToken } from '../ecticket/index.js';

interface BrowserOptions {
  /** The sandbox's address. */
  readonly sandbox: string;
  readonly signal: AbortSignal;
}

/**
 * Pays at ECPay's checkout. When this resolves, ECPay has tried to notify the merchant.
 *
 * @param checkout An AIO form, or the token of the embedded checkout.
 * @returns Whether the merchant has acknowledged the payment; if not, what the page says.
 * @throws Error with the text of the page if it does not end with a payment.
 */
export async function payInBrowser(
  checkout: CheckoutForm | EmbeddedToken,
  options: BrowserOptions,
): Promise<{ readonly isAcknowledged: boolean; readonly page: string }> {
  const page =
    'token' in checkout
      ? await loadPage(`${options.sandbox}/_sandbox/checkout/${checkout.token}`, options)
      : await loadPage(checkout.action, options, checkout.fields);
  const [, action] = /<form method="post" action="([^"]+)"/.exec(page) ?? [];
  const [, name, value] = /<button name="(\w+)" value="(\w+)"[^>]*>Pay /.exec(page) ?? [];
  if (action === undefined || name === undefined || value === undefined) {
    throw new Error(`the checkout page has no pay button: ${page}`);
  }
  const result = await loadPage(options.sandbox + action, options, { [name]: value });
  if (!result.includes('<h1>Paid</h1>')) throw new Error(`the checkout page does not say "Paid": ${result}`);
  return { isAcknowledged: result.includes('has acknowledged'), page: result };
}

/** Loads a page as HTML. With `fields`, the browser posts a form. */
async function loadPage(
  url: string,
  { signal }: BrowserOptions,
  fields?: Readonly<Record<string, string>>,
): Promise<string> {
  const response = await fetch(url, { signal, ...(fields && { method: 'POST', body: new URLSearchParams(fields) }) });
  return await response.text();
}
