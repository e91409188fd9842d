/** The current details of an order in the Temporal Web UI: Markdown, without personal data. Pure. */
import { countTickets } from '../state/record-changes.js';
import type { Attention } from '../messages/order.js';
import { orderName } from '../messages/names.js';
import { awaitsTickets } from '../state/stage.js';
import type { OrderState } from '../state/order-state.js';
import { awaitsRefundConfirmation, refundDue } from '../state/refunds.js';
import { formatDay, momentInTaipei } from '../messages/taipei.js';
import { isUnchecked } from '../state/unchecked-payment.js';
import type { OrderTiming } from '../messages/timing.js';

/** Describes the order's status and next step, what an operator can do, its tickets, amounts, callbacks and events. */
export function orderDetails(state: OrderState, timing: OrderTiming): string {
  const parts = [
    heading(state, timing),
    attentionOf(state),
    violationsOf(state),
    tickets(state),
    money(state),
    messages(state),
    links(state),
  ];
  return parts.filter((part) => part !== undefined).join('\n\n');
}

function heading(state: OrderState, timing: OrderTiming): string {
  return `**${state.stage.status}** — waiting for ${waitingFor(state, timing)}`;
}

function waitingFor(state: OrderState, timing: OrderTiming): string {
  const { stage, terms, pendingEvents } = state;
  switch (stage.status) {
    case 'awaitingPayment': {
      const { amount, deadline } = terms.due === 'beforeIssue' ? terms : {};
      const until = deadline === undefined ? '' : ` until ${momentInTaipei(deadline)}, then the order is cancelled`;
      return `${amount === undefined ? 'payment' : `payment of ${nt(amount)}`}${until}`;
    }
    case 'issuing':
      return 'ECPay to accept the order';
    case 'awaitingIssuance': {
      if (stage.statusIfUnknown !== undefined)
        return `ECPay to say whether it has tickets; without any, the order ends as ${stage.statusIfUnknown}`;
      const due = momentInTaipei(stage.issueAcceptedAt + timing.issuanceWindow);
      return `tickets, due by ${due}${stage.late ? ' (late)' : ''}`;
    }
    case 'active': {
      const { escrowEndsOn } = stage.record;
      const escrow = escrowEndsOn === undefined ? '' : `; escrow ends on ${formatDay(escrowEndsOn)} (Taipei)`;
      return `redemptions and refunds${escrow}`;
    }
    case 'needsAttention':
      return awaitsTickets(state) ? 'tickets or an operator' : 'an operator';
    case 'settled':
    case 'released':
    case 'cancelled':
    case 'abandoned':
      if (awaitsRefundConfirmation(state))
        return `the bank to confirm refunds of ${nt(refundDue(state) - state.refunds.confirmed)}`;
      return pendingEvents.length > 0 ? 'the merchant to accept the last events' : 'nothing';
  }
}

/** Each of these commands explains what it will do and asks for confirmation. */
const COMMANDS: Readonly<Record<Attention['options'][number], (name: string) => string>> = {
  resubmit: (name) => `ecticket order resubmit ${name} --order corrected.json --why "…"`,
  abandon: (name) => `ecticket order abandon ${name} --why "…"`,
  cancelOrder: (name) => `ecticket order cancel ${name} --why "…"`,
};

function attentionOf({ stage, ref }: OrderState): string | undefined {
  if (stage.status !== 'needsAttention') return undefined;
  const { explanation, tried, code, message, since, reminders, options } = stage.attention;
  const failure = [code, message]
    .filter((each) => each !== undefined)
    .map(escapeMarkdown)
    .join(' ');
  return [
    '### An operator is needed',
    explanation,
    ...(failure === '' ? [] : [`Error: ${failure}`]),
    `Tried so far: ${tried}`,
    `Since ${momentInTaipei(Date.parse(since))}; reminders sent: ${reminders}. Commands:`,
    ['```sh', ...options.map((option) => COMMANDS[option](orderName(ref))), '```'].join('\n'),
  ].join('\n\n');
}

function violationsOf({ stage }: OrderState): string | undefined {
  if (stage.status !== 'cancelled' || stage.violations === undefined) return undefined;
  const list = stage.violations.map(
    ({ path, message, fix }) => `- ${[path, message, fix].map(escapeMarkdown).join(' ')}`,
  );
  return ['The order is invalid and was not sent to ECPay:', list.join('\n')].join('\n\n');
}

function tickets({ stage }: OrderState): string | undefined {
  if (!('record' in stage)) return undefined;
  const counts = countTickets(stage.record.tickets);
  const rows = (Object.keys(counts) as (keyof typeof counts)[])
    .filter((each) => counts[each] > 0)
    .map((each) => {
      const faceValue = stage.record.tickets.reduce((sum, { state, price }) => (state === each ? sum + price : sum), 0);
      return `| ${each} | ${counts[each]} | ${nt(faceValue)} |`;
    });
  return ['| tickets | count | face value |', '| :-- | --: | --: |', ...rows].join('\n');
}

function money(state: OrderState): string | undefined {
  const { stage, paid, refunds, extraPayments, candidatePayments = [] } = state;
  const record = 'record' in stage ? stage.record : undefined;
  const parts = [
    paid && `paid ${paid.amount === undefined ? 'an unknown amount' : nt(paid.amount)}`,
    isUnchecked(state) && 'not confirmed by ECPay',
    candidatePayments.length > 0 && `further payments that wait for ECPay’s answer: ${candidatePayments.length}`,
    record && `redeemed ${nt(record.redeemedAmount)}`,
    record && `refunded ${nt(record.refundedAmount)}, fees ${nt(record.refundFee)}`,
    record && `refunds confirmed by the bank ${nt(refunds.confirmed)}`,
    extraPayments.length > 0 && `unexpected payments whose money to return: ${extraPayments.length}`,
  ].filter((part) => typeof part === 'string');
  return parts.length === 0 ? undefined : `Money: ${parts.join('; ')}`;
}

function messages({ callbacks: { received, last }, pendingEvents, eventsStuck }: OrderState): string {
  const callbacks =
    last === undefined ? 'none' : `${received}, last (${last.kind}) at ${momentInTaipei(Date.parse(last.receivedAt))}`;
  const events =
    eventsStuck === undefined
      ? `${pendingEvents.length} undelivered`
      : `**the merchant has accepted none since before ${momentInTaipei(Date.parse(eventsStuck.since))}**`;
  return `Callbacks: ${callbacks}. Events: ${events}.`;
}

function links({ replaces, replacedBy }: OrderState): string | undefined {
  if (replaces !== undefined) return `Replaces ${orderName(replaces)}, whose number ECPay had used up.`;
  if (replacedBy !== undefined) return `Replaced by ${orderName(replacedBy)}.`;
  return undefined;
}

/** Escapes text from ECPay and from errors, so that the Web UI shows it literally. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>|$#!~&]/g, '\\$&').replace(/\s+/g, ' ');
}

function nt(amount: number): string {
  // An unescaped $ starts a formula in the Web UI's Markdown.
  return `NT\\$${String(amount).replace(/\B(?=(\d{3})+$)/g, ',')}`;
}
