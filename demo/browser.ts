/** A customer's browser at the sandbox's checkout: it opens the page and presses the button that pays. */
import type { CheckoutForm, EmbeddedToken } from '../ecticket/index.js';

interface Web {
  /** The sandbox's address. */
  readonly sandbox: string;
  readonly signal: AbortSignal;
}

/**
 * Pays at AIO, where the shop's form leads, or at the embedded checkout of a token. ECPay has notified the merchant when
 * this resolves.
 *
 * @throws Error with what the page says where it does not end in a payment.
 */
export async function payAtCheckout(checkout: CheckoutForm | EmbeddedToken, web: Web): Promise<void> {
  const page =
    'token' in checkout
      ? await load(`${web.sandbox}/_sandbox/checkout/${checkout.token}`, web)
      : await load(checkout.action, web, checkout.fields);
  const [, action] = /<form method="post" action="([^"]+)"/.exec(page) ?? [];
  const [, name, value] = /<button name="(\w+)" value="(\w+)"[^>]*>Pay /.exec(page) ?? [];
  if (action === undefined || name === undefined || value === undefined) throw new Error(`no button pays: ${page}`);
  const result = await load(web.sandbox + action, web, { [name]: value });
  if (!result.includes('<h1>Paid</h1>')) throw new Error(`the checkout says something else than "Paid": ${result}`);
  if (!result.includes('has acknowledged')) throw new Error(`the merchant did not take the payment: ${result}`);
}

/** A page as HTML. With `fields`, the browser posts a form. */
async function load(url: string, { signal }: Web, fields?: Readonly<Record<string, string>>): Promise<string> {
  const response = await fetch(url, { signal, ...(fields && { method: 'POST', body: new URLSearchParams(fields) }) });
  return await response.text();
}
