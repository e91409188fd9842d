/** What a person reads on an order's page in the Temporal Web UI. Pure Markdown, and nothing of the customer's. */
import { countTickets } from '../state/record-changes.js';
import type { Attention } from '../messages/order.js';
import { orderName } from '../messages/names.js';
import { awaitsTickets } from '../state/stage.js';
import type { OrderState } from '../state/order-state.js';
import { awaitsRefundConfirmation, refundDue } from '../state/refunds.js';
import { dayInWords, momentInTaipei } from '../messages/taipei.js';
import type { OrderTiming } from '../messages/timing.js';

/** Where the order stands and what it waits for, its tickets and amounts, the last callback, and what a person can do. */
export function orderDetails(state: OrderState, timing: OrderTiming): string {
  const parts = [heading(state, timing), attentionOf(state), tickets(state), money(state), heard(state), links(state)];
  return parts.filter((part) => part !== undefined).join('\n\n');
}

function heading(state: OrderState, timing: OrderTiming): string {
  return `**${state.stage.status}** — waits for ${waitsFor(state, timing)}`;
}

function waitsFor(state: OrderState, timing: OrderTiming): string {
  const { stage, terms, pendingEvents } = state;
  switch (stage.status) {
    case 'awaitingPayment': {
      const { amount, deadline } = terms.due === 'beforeIssue' ? terms : {};
      const until = deadline === undefined ? '' : ` until ${momentInTaipei(deadline)}, then it is cancelled`;
      return `${amount === undefined ? 'its payment' : nt(amount)}${until}`;
    }
    case 'issuing':
      return 'ECPay to take the order';
    case 'awaitingIssuance':
      return `its tickets, due by ${momentInTaipei(stage.issueAcceptedAt + timing.issuanceWindow)}${stage.late ? ': late' : ''}`;
    case 'active': {
      const { escrowEndsOn } = stage.record;
      return `redemptions and refunds${escrowEndsOn === undefined ? '' : `; escrow ends on ${dayInWords(escrowEndsOn)}`}`;
    }
    case 'needsAttention':
      return awaitsTickets(state) ? 'its tickets, and for a person' : 'a person';
    case 'settled':
    case 'released':
    case 'cancelled':
    case 'abandoned':
      if (awaitsRefundConfirmation(state))
        return `the bank to give back ${nt(refundDue(state) - state.refunds.confirmed)}`;
      return pendingEvents.length > 0 ? 'the merchant to take its last events' : 'nothing more';
  }
}

/** By the command line, which says for each of these what it will do, and asks before it does. */
const COMMANDS: Readonly<Record<Attention['options'][number], (name: string) => string>> = {
  resubmit: (name) => `ecticket order resubmit ${name} --order corrected.json --why "…"`,
  abandon: (name) => `ecticket order abandon ${name} --why "…"`,
  cancelOrder: (name) => `ecticket order cancel ${name} --why "…"`,
};

function attentionOf({ stage, ref }: OrderState): string | undefined {
  if (stage.status !== 'needsAttention') return undefined;
  const { explanation, tried, code, words, since, reminders, options } = stage.attention;
  const said = [code, words]
    .filter((each) => each !== undefined)
    .map(asText)
    .join(' ');
  return [
    '### A person is needed',
    explanation,
    ...(said === '' ? [] : [`Said: ${said}`]),
    `Tried: ${tried}`,
    `Since ${momentInTaipei(Date.parse(since))}; reminded ${reminders} times. What can be done:`,
    ['```sh', ...options.map((option) => COMMANDS[option](orderName(ref))), '```'].join('\n'),
  ].join('\n\n');
}

function tickets({ stage }: OrderState): string | undefined {
  if (!('record' in stage)) return undefined;
  const counts = countTickets(stage.record.tickets);
  const rows = (Object.keys(counts) as (keyof typeof counts)[])
    .filter((each) => counts[each] > 0)
    .map((each) => {
      const worth = stage.record.tickets.reduce((sum, { state, price }) => (state === each ? sum + price : sum), 0);
      return `| ${each} | ${counts[each]} | ${nt(worth)} |`;
    });
  return ['| tickets | count | face value |', '| :-- | --: | --: |', ...rows].join('\n');
}

function money({ stage, paid, refunds, extraPayments }: OrderState): string | undefined {
  const record = 'record' in stage ? stage.record : undefined;
  const parts = [
    paid && `paid ${paid.amount === undefined ? 'an amount that was not given' : nt(paid.amount)}`,
    record && `redeemed ${nt(record.redeemedAmount)}`,
    record &&
      `refunded ${nt(record.refundedAmount)}, fees ${nt(record.refundFee)}, given back ${nt(refunds.confirmed)}`,
    extraPayments.length > 0 && `${extraPayments.length} payments that it has no use for`,
  ].filter((part) => typeof part === 'string');
  return parts.length === 0 ? undefined : `Money: ${parts.join('; ')}`;
}

function heard({ callbacks: { received, last }, pendingEvents, eventsStuck }: OrderState): string {
  const callbacks =
    last === undefined
      ? 'none yet'
      : `${received}, the last (${last.kind}) at ${momentInTaipei(Date.parse(last.receivedAt))}`;
  const events =
    eventsStuck === undefined
      ? `${pendingEvents.length} on their way`
      : `**the merchant has taken none since before ${momentInTaipei(Date.parse(eventsStuck.since))}**`;
  return `Callbacks: ${callbacks}. Events: ${events}.`;
}

function links({ replaces, replacedBy }: OrderState): string | undefined {
  if (replaces !== undefined) return `In the place of ${orderName(replaces)}, whose number ECPay had used up.`;
  if (replacedBy !== undefined) return `In its place: ${orderName(replacedBy)}.`;
  return undefined;
}

/** Words of others, shown as they are: nothing in them is Markdown. */
function asText(words: string): string {
  return words.replace(/[\\`*_[\]<>|$#!~&]/g, '\\$&').replace(/\s+/g, ' ');
}

function nt(amount: number): string {
  // A bare $ begins a formula in the Web UI's Markdown.
  return `NT\\$${String(amount).replace(/\B(?=(\d{3})+$)/g, ',')}`;
}
