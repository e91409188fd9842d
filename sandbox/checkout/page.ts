/** The checkout's pages: plain HTML that needs neither JavaScript nor anything from elsewhere. */
import type { Payment } from '../payments/payment.js';
import type { CheckoutSession } from './sessions.js';

export function checkoutPage({ id, order }: CheckoutSession, note?: string): string {
  return page(
    'Checkout',
    `${note === undefined ? '' : `<p role="status">${escaped(note)}</p>`}
${summary(order)}
<form method="post" action="/_sandbox/checkout/${id}">
<button name="outcome" value="pay">Pay ${amountOf(order)}</button>
<button name="outcome" value="refuse">Have the bank refuse it</button>
<button name="outcome" value="simulate">Simulate a payment</button>
</form>`,
  );
}

/** Where the consumer is left when the merchant has named no address to go back to. */
export function resultPage(payment: Payment): string {
  return page(TITLES[payment.outcome], summary(payment));
}

/** Posts the result to the merchant's page: at once where JavaScript runs, by a button where it does not. */
export function handOverPage(url: string, fields: Readonly<Record<string, string>>, nonce: string): string {
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  return page(
    'Back to the shop',
    `<form method="post" action="${escaped(url)}">
${inputs.join('\n')}
<button>Back to the shop</button>
</form>
<script nonce="${nonce}">document.forms[0].submit()</script>`,
  );
}

export function problemPage(problems: readonly string[]): string {
  return page(
    'This order cannot be paid',
    `<ul>\n${problems.map((problem) => `<li>${escaped(problem)}</li>`).join('\n')}\n</ul>`,
  );
}

const TITLES: Readonly<Record<Payment['outcome'], string>> = {
  open: 'Not paid yet',
  paid: 'Paid',
  refused: 'The bank has refused the payment',
  simulated: 'A payment was simulated: nobody has paid',
};

function summary(order: Payment): string {
  const items = order.itemName.split('#').map((item) => `<li lang="zh-Hant">${escaped(item)}</li>`);
  return `<dl>
<dt>Order</dt><dd>${escaped(order.merchantTradeNo)}</dd>
<dt>Amount</dt><dd>${amountOf(order)}</dd>
<dt>Items</dt><dd><ul>${items.join('')}</ul></dd>
</dl>`;
}

function amountOf({ amount }: Payment): string {
  return `NT$${amount.toLocaleString('en')}`;
}

function page(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · ECPay sandbox</title>
<style>
body { margin: 2rem auto; max-width: 34rem; padding: 0 1rem; font: 1.1rem/1.5 system-ui, sans-serif; color: #1a1a1a }
dt { font-weight: bold } dd { margin: 0 0 .8rem } ul { margin: 0; padding-left: 1.2rem }
button { display: block; width: 100%; margin: .6rem 0; padding: .7rem; font: inherit; cursor: pointer }
footer { margin-top: 2rem; color: #555; font-size: .9rem }
</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${body}
</main>
<footer>A stand-in for ECPay's checkout. No money moves.</footer>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
