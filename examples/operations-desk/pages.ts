/** The desk's pages. `page.js` reloads what has the attribute `data-live`. */
import type { OrderSnapshot } from 'temporal-ecticket/client';
import { formatTime } from '../shared/format.js';
import { html, page, type Html } from '../shared/html.js';
import { decisionsOf, type Decision, type DecisionForm } from './decisions.js';

export interface DeskOrder {
  readonly order: OrderSnapshot;
  readonly tradeNo: string;
  /** The order's page on this website. */
  readonly path: string;
  /** The order's page in Temporal's Web UI. */
  readonly webUiUrl: string;
}

type ListEntry = DeskOrder | { readonly workflowId: string; readonly problem: string };

/** Renders the orders that need attention, newest first. */
export function listPage(orders: readonly ListEntry[]): Html {
  const heading = orders.length === 1 ? '1 order needs attention' : `${orders.length || 'No'} orders need attention`;
  return page(
    'Operations desk',
    html`<main data-live>
      <h1>${heading}</h1>
      ${orders.map(cardOf)}
    </main>`,
  );
}

function cardOf(entry: ListEntry): Html {
  if ('problem' in entry)
    return html`<article>
      <h2>${entry.workflowId}</h2>
      <p role="alert">${entry.problem}</p>
    </article>`;
  return html`<article>
    <h2><a href="${entry.path}">${entry.tradeNo}</a></h2>
    ${detailsOf(entry)}
  </article>`;
}

/** Renders one order: its status, why it needs attention, and the decisions that it accepts. */
export function orderPage(entry: DeskOrder): Html {
  return page(
    entry.tradeNo,
    html`<main data-live>
      <p><a href="/">All orders that need attention</a></p>
      <h1>${entry.tradeNo}</h1>
      <article>${detailsOf(entry)}</article>
    </main>`,
  );
}

/** Renders the confirmation of a decision. @param problem Why the same form, sent before, was not accepted. */
export function decisionPage(entry: DeskOrder, decision: Decision, form: DecisionForm, problem?: string): Html {
  const { by, why, newNumber, updateId } = form;
  return page(
    `${decision.button}: ${entry.tradeNo}`,
    html`<main>
      <p><a href="${entry.path}">Back without a decision</a></p>
      <h1>${decision.button}: ${entry.tradeNo}</h1>
      ${problem && html`<p class="problem" role="alert">${problem}</p>`}
      <p>${decision.consequence}</p>
      <dl>${factsOf(entry.order)}</dl>
      <form method="post" action="${entry.path}/${decision.name}">
        <input type="hidden" name="updateId" value="${updateId}" />
        ${decision.needsNewNumber ? newNumberField(newNumber) : undefined}
        <label>Who decides<input name="by" required maxlength="200" value="${by}" /></label>
        <label>Why<input name="why" required maxlength="200" value="${why}" /></label>
        <button class="main">${decision.button}</button>
      </form>
    </main>`,
  );
}

/** Renders an error. `isLive`: the page replaces it when it can be shown again. */
export function problemPage(problem: string, { isLive }: { readonly isLive: boolean }): Html {
  return page(
    'Operations desk',
    html`<main${isLive ? html` data-live` : undefined}>
<p><a href="/">All orders that need attention</a></p>
<h1>That did not work</h1>
<p class="problem" role="alert">${problem}</p>
</main>`,
  );
}

function newNumberField(newNumber?: string): Html {
  return html`<label
    >New order number (ECPay has used up the old one)
    <input name="newNumber" required pattern="[A-Za-z0-9]{1,20}" value="${newNumber}"
  /></label>`;
}

function detailsOf({ order, path, webUiUrl }: DeskOrder): Html {
  const { attention, status } = order;
  const buttons = decisionsOf(order).map(
    ({ name, button }) =>
      html`<a class="button ${name === 'resubmit' ? 'main' : undefined}" href="${path}/${name}">${button}</a>`,
  );
  return html`${attention && html`<p class="explanation">${attention.explanation}</p>`}
    <dl>
      <dt>Status</dt>
      <dd><span class="status ${status}">${STATUS_TEXTS[status]}</span></dd>
      ${attention && attentionOf(attention)} ${factsOf(order)}
    </dl>
    <p class="actions">${buttons}<a href="${webUiUrl}" target="_blank" rel="noopener">Open in Temporal</a></p>`;
}

function attentionOf({ tried, code, message, since }: NonNullable<OrderSnapshot['attention']>): Html {
  const answer = [code, message].filter(Boolean).join(': ');
  return html`<dt>Since</dt>
    <dd>${formatTime(since)}</dd>
    <dt>Tried</dt>
    <dd>${tried}</dd>
    ${
      answer === ''
        ? undefined
        : html`<dt>Answer</dt>
            <dd>${answer}</dd>`
    }`;
}

function factsOf({ merchantId, order, payment, tickets, replacedBy, decisions }: OrderSnapshot): Html {
  const items = order?.items.map((item) => `${item.quantity} × ${item.itemNo ?? item.itemName}`).join(', ');
  const paid =
    payment.paid && (payment.paid.amount === undefined ? 'yes' : `NT$${payment.paid.amount.toLocaleString('en')}`);
  const rows = Object.entries({
    Merchant: merchantId,
    Items: items,
    Paid: payment.due === 'nothing' ? 'nothing is due' : (paid ?? 'no'),
    Tickets: tickets.length,
    'Replaced by': replacedBy && (replacedBy.merchantTradeNo ?? replacedBy.freeTradeNo),
    'Last decision': decisions.at(-1) && `${decisions.at(-1)?.why} (${decisions.at(-1)?.by})`,
  });
  return html`${rows.map(([name, value]) =>
    value === undefined
      ? html``
      : html`<dt>${name}</dt>
          <dd>${value}</dd>`,
  )}`;
}

const STATUS_TEXTS: Readonly<Record<OrderSnapshot['status'], string>> = {
  awaitingPayment: 'waits for its payment',
  issuing: 'is being sent to ECPay',
  awaitingIssuance: 'waits for its tickets',
  active: 'has its tickets',
  needsAttention: 'needs attention',
  settled: 'ended: every ticket is used, refunded or expired',
  released: 'ended: escrow is over',
  cancelled: 'ended: cancelled',
  abandoned: 'ended: abandoned',
};
