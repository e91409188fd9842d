/** The checkout's pages: plain HTML that works without JavaScript and loads nothing else. */
import type { SettledPayment } from '../payments/checkout.js';
import type { PaymentNotification } from '../payments/payment-notifier.js';
import type { Payment, PaymentMethod } from '../payments/payment.js';
import type { AioRefusal } from './aio-form.js';
import { escapeHtml, page } from './html.js';
import type { CheckoutSession } from './sessions.js';

/** Renders the page on which the customer pays. @param note What was wrong with the previous request. */
export function checkoutPage(session: CheckoutSession, note?: string): string {
  return page(
    'Checkout',
    `${note === undefined ? '' : `<p class="note" role="alert">${escapeHtml(note)}</p>`}
${summary(session)}
${methodNote(session.order.method)}<h2 id="payment">Payment</h2>
<form method="post" action="${urlOf(session)}" aria-labelledby="payment">
<button name="outcome" value="pay" class="main">Pay ${formatAmount(session.order)}</button>
<p id="refuse">Nobody pays, and the merchant is notified of a failed payment:</p>
<button name="outcome" value="refuse" aria-describedby="refuse">Have the bank refuse it</button>
<p id="simulate">Nobody pays, and the merchant is notified with SimulatePaid 1, as from ECPay's back office:</p>
<button name="outcome" value="simulate" aria-describedby="simulate">Simulate a payment</button>
</form>`,
  );
}

/** Renders the result for a customer who stays on ECPay's page. */
export function resultPage(session: CheckoutSession, { payment, notification }: SettledPayment): string {
  const { clientBackUrl: url } = session;
  const link = url === undefined ? '' : `<a class="button main" href="${escapeHtml(url)}">Back to the merchant</a>`;
  return page(
    TITLES[payment.outcome],
    `${summary(session, payment)}
${notificationNote(notification, session.payee.notifyUrl)}
${link}
${payment.outcome === 'paid' ? '' : `<a class="button" href="${urlOf(session)}">Back to the checkout</a>`}`,
  );
}

/**
 * Renders a form that posts the result to the merchant's page: automatically with JavaScript, by a button without it.
 */
export function returnToMerchantPage(
  session: CheckoutSession,
  { payment }: SettledPayment,
  to: { readonly url: string; readonly fields: Readonly<Record<string, string>>; readonly nonce: string },
): string {
  const inputs = Object.entries(to.fields).map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  return page(
    TITLES[payment.outcome],
    `${summary(session, payment)}
<form method="post" action="${escapeHtml(to.url)}">
${inputs.join('\n')}
<button class="main">Back to the merchant</button>
</form>
<script nonce="${to.nonce}">document.forms[0].submit()</script>`,
  );
}

/** Renders why a merchant's form is refused: ECPay's message as far as it is known, then the sandbox's. */
export function refusalPage(refusals: readonly AioRefusal[]): string {
  const entries = refusals.map(
    ({ code, note, problem }) =>
      `<dl>
${code === undefined ? '' : `<dt>Message code</dt><dd>${escapeHtml(code)}</dd>\n`}<dt>Note for message</dt>
<dd${langAttribute(note)}>${escapeHtml(note)}</dd>
<dt>What is wrong</dt><dd>${escapeHtml(problem)}</dd>
</dl>`,
  );
  return page('This order cannot be paid', entries.join('\n'));
}

export function notFoundPage(): string {
  return page(
    'There is no such checkout page',
    `<p>The order is unknown, or the page has expired: it can be paid for 30 minutes.</p>
<p>Go back to the merchant and begin the payment again.</p>`,
  );
}

const TITLES: Readonly<Record<Payment['outcome'], string>> = {
  open: 'Not paid yet',
  paid: 'Paid',
  refused: 'The bank has refused the payment',
  simulated: 'A payment was simulated: nobody has paid',
};

function urlOf({ id }: CheckoutSession): string {
  return `/_sandbox/checkout/${id}`;
}

function summary({ payee, order }: CheckoutSession, payment?: Payment): string {
  const names = order.itemName.split('#').filter((name) => name.trim() !== '');
  const items = names.map((name) => `<li${langAttribute(name)}>${escapeHtml(name)}</li>`);
  return `<h2>Order</h2>
<dl>
<dt>Merchant</dt><dd>${escapeHtml(payee.merchant.merchantId)}</dd>
<dt>Order number</dt><dd>${escapeHtml(order.merchantTradeNo)}</dd>
${payment === undefined ? '' : `<dt>ECPay's number</dt><dd>${escapeHtml(payment.tradeNo)}</dd>\n`}<dt>Items</dt>
<dd><ul>${items.join('')}</ul></dd>
<dt>Amount</dt><dd class="amount">${formatAmount(order)}</dd>
</dl>`;
}

/** ECPay's checkout accepts methods that ECTicket does not. The page warns the merchant before the payment. */
function methodNote(method: PaymentMethod): string {
  if (method === 'credit') return '';
  return `<p class="note">The merchant requires the payment method <code>${method}</code>.
ECTicket allows only a one-time payment by credit card.</p>
`;
}

function notificationNote({ answered, httpStatus, answer, problem }: PaymentNotification, url = ''): string {
  if (answered) return '<p>The merchant has acknowledged the payment notification.</p>';
  const what = problem ?? `it answered HTTP ${String(httpStatus)} and ${answer ?? ''}`;
  return `<p class="note">The merchant has not acknowledged the payment notification with <code>1|OK</code> at
<code>${escapeHtml(url)}</code>: ${escapeHtml(what)}</p>`;
}

function formatAmount({ amount }: Payment): string {
  return `NT$${amount.toLocaleString('en')}`;
}

/** Returns the `lang` attribute for screen readers. The page is in English, item names usually are not. */
function langAttribute(text: string): string {
  return /\p{Script=Han}/u.test(text) ? ' lang="zh-Hant"' : '';
}
