/** The counter's pages. */
import { randomUUID } from 'node:crypto';
import type { OrderSnapshot } from 'temporal-ecticket/client';
import { formatDay } from '../shared/format.js';
import { html, page, type Html } from '../shared/html.js';
import type { Notice } from './notices.js';

type Ticket = OrderSnapshot['tickets'][number];

/** Renders the page on which a clerk types or scans a code. */
export function codePage(notice?: Notice): Html {
  return page(
    'Counter',
    html`<main>
      <h1>Redeem a ticket</h1>
      ${notice && noticeOf(notice)}
      <form method="post" action="/voucher">
        <label for="code">Ticket code</label>
        <input
          id="code"
          name="code"
          required
          maxlength="40"
          autocomplete="off"
          autocapitalize="off"
          autocorrect="off"
          spellcheck="false"
          autofocus
        />
        <button class="main">Find</button>
      </form>
      <button id="scan" hidden>Scan with the camera</button>
      <video id="camera" hidden muted playsinline aria-label="Camera"></video>
      <p id="camera-problem" role="alert"></p>
    </main>`,
  );
}

/** Renders an order with its tickets. `scanned`: the ticket whose code was entered. */
export function voucherPage(
  order: OrderSnapshot,
  shown: { readonly scanned?: string; readonly notice?: Notice },
): Html {
  const tradeNo = order.merchantTradeNo ?? order.freeTradeNo ?? '';
  const canRedeem = order.tickets.some(({ state }) => state === 'unused');
  const entries = order.tickets.map((ticket) => entryOf(ticket, tradeNo, ticket.ticketNo === shown.scanned));
  const { unused, redeemed, refunded } = order.counts;
  return page(
    `Order ${tradeNo}`,
    html`<main>
      <h1>Order ${tradeNo}</h1>
      ${shown.notice && noticeOf(shown.notice)}
      <p class="counts">${unused} unused · ${redeemed} used · ${refunded} refunded</p>
      <ul class="tickets">
        ${entries}
      </ul>
      ${canRedeem ? redeemForm(tradeNo) : html`<p class="none">No ticket of this order can be redeemed.</p>`}
      <a class="button" href="/">Next ticket</a>
    </main>`,
  );
}

/** Renders a page that sends the same form again: the same update id acts once. */
export function retryPage(form: {
  readonly path: string;
  readonly tradeNo: string;
  readonly ticketNos: readonly string[];
  readonly updateId: string;
  readonly notice: Notice;
}): Html {
  const { path, tradeNo, ticketNos, updateId, notice } = form;
  return page(
    'Outcome unknown',
    html`<main>
      <h1>Order ${tradeNo}</h1>
      ${noticeOf(notice)}
      <p>Press “Try again” until there is an answer. It is safe: the tickets are changed once at most.</p>
      <form method="post" action="${path}">
        ${hidden('tradeNo', tradeNo)}${hidden('updateId', updateId)}
        ${ticketNos.map((ticketNo) => hidden('ticketNo', ticketNo))}
        <button class="main">Try again</button>
      </form>
      <a class="button" href="/">Next ticket</a>
    </main>`,
  );
}

const STATES: Readonly<Record<Ticket['state'], string>> = {
  unused: 'Unused',
  redeemed: 'Used',
  refunded: 'Refunded',
  expired: 'Expired',
};

function entryOf(ticket: Ticket, tradeNo: string, isScanned: boolean): Html {
  const { ticketNo, state, itemName } = ticket;
  const description = html`<span class="item">${itemName ?? 'Ticket'}</span>
    <span class="number">${ticketNo}${isScanned ? ' · scanned' : ''}</span>
    <span class="state ${state}">${STATES[state]}${dayOf(ticket)}</span>`;
  if (state === 'unused') {
    const checked = isScanned ? html` checked` : undefined;
    return html`<li>
      <label
        ><input type="checkbox" name="ticketNo" value="${ticketNo}" form="redeem" ${checked} />
        <span>${description}</span></label
      >
    </li>`;
  }
  const undo = state === 'redeemed' ? undoForm(tradeNo, ticketNo) : undefined;
  return html`<li><span>${description}</span>${undo}</li>`;
}

function dayOf({ redeemedOn, refundedOn }: Ticket): string {
  const day = redeemedOn ?? refundedOn;
  return day === undefined ? '' : ` ${formatDay(day)}`;
}

/** The update id is made with the page, so a double tap sends one id twice, and the tickets are redeemed once. */
function redeemForm(tradeNo: string): Html {
  return html`<form id="redeem" method="post" action="/redeem">
    ${hidden('tradeNo', tradeNo)}${hidden('updateId', randomUUID())}
    <button class="main">Redeem</button>
  </form>`;
}

function undoForm(tradeNo: string, ticketNo: string): Html {
  return html`<form method="post" action="/undo">
    ${hidden('tradeNo', tradeNo)}${hidden('ticketNo', ticketNo)}${hidden('updateId', randomUUID())}
    <button aria-label="Undo the redemption of ${ticketNo}">Undo</button>
  </form>`;
}

function hidden(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}" />`;
}

function noticeOf({ kind, text }: Notice): Html {
  return html`<p class="notice ${kind}" role="${kind === 'problem' ? 'alert' : 'status'}">${text}</p>`;
}
