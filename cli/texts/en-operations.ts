/**
 * What `ecticket setup`, `views`, `keys`, `trigger`, `forget` and `rebuild` print for people, in English. The texts of
 * another language have the same keys.
 */
import type { RebuildProblem, RebuildProgress } from '../../workflows/messages/bulk.js';

/** What has become of the orders of a rebuild. */
export interface RebuildCounts {
  readonly orders: number;
  readonly agreeing: number;
  readonly problems: number;
  /** Orders for which a workflow was started. It ends if ECPay has no such order. */
  readonly adopted: number;
}

const plural = (count: number, noun: string) => `${count} ${count === 1 ? noun : `${noun}s`}`;

/** What an operator does about an order that is not rebuilt. */
const REMEDIES: Readonly<Record<RebuildProblem['problem'], string>> = {
  unpaid: 'awaits its payment. If it was paid, confirm the payment again: ecticket order pay',
  unknownToECPay: 'ECPay has no such order. Check the merchant and the number; --free, --platform',
  replaced: 'another order replaced it. Rebuild that order',
  numberTaken: 'the number belongs to another order',
  unread: "it has not read ECPay's record within a day. ecticket order show says why",
};

/** By the name of the view. */
const VIEW_TITLES: Readonly<Record<string, string>> = {
  'needs-attention': 'Needs attention',
  'task-failures': 'Stuck: workflow tasks fail',
  late: 'Late: sent to ECPay, no tickets within the issuing window',
  'unpaid-since-yesterday': 'Awaiting payment since yesterday (Asia/Taipei) or longer',
  'escrow-ends-this-week': 'Unused vouchers whose escrow ends within 7 days',
};

export const EN_OPERATIONS = {
  setup: {
    missing: 'missing',
    mistyped: (actual: string, type: string) => `has type ${actual}, not ${type}`,
    added: 'added',
    registered: 'already registered',
    codeIndex: (page: string) =>
      'If you redeem by scanned codes alone and have more than a hundred open orders: ' +
      `set ECTICKET_CODE_KEYS and run this command again (${page}).`,
    onCloud: (namespace: string, command: string) =>
      'On Temporal Cloud, an account owner or namespace admin adds search attributes with its own tools: at ' +
      `https://cloud.temporal.io (Namespaces, ${namespace}, Edit), or with\n${command}`,
    onServer: (address: string, command: string) =>
      `This account may not add search attributes. The administrator of the server at ${address} adds them with\n${command}`,
    wrongTypes: (names: string) =>
      `The type of a search attribute cannot be changed (${names}). ` +
      'Use another namespace, or remove the attributes and run this command again.',
  },

  views: {
    title: (name: string) => VIEW_TITLES[name] ?? name,
    noLinks: "To get links, set ECTICKET_UI_URL to the address of Temporal's Web UI.",
  },

  keys: {
    loss: {
      codec: 'Without it, nothing that it encrypted can be read.',
      codes: 'Without it, orders that it indexed are not found by a scanned code.',
    },
    note: (setting: string, loss: string) =>
      [
        `Store the key with your secrets. ${loss}`,
        `The first key:       ${setting}=<this line>, in every worker, receiver and client.`,
        `To replace a key:    1. ${setting}=<current value>,<this line> in all of them, and restart them.`,
        `                     2. ${setting}=<this line>,<current value> in all of them.`,
        'Never reuse an id for another key, and never use a key for two settings.',
      ].join('\n'),
  },

  trigger: {
    payment: (tradeNo: string, amount: string) => `Payment ${tradeNo} of ${amount}`,
    simulatedPayment: (tradeNo: string, amount: string) => `Simulated payment ${tradeNo} of ${amount}`,
    notified: (url: string, answer: string) => `payment notification to ${url}: ${answer}`,
    callback: (kind: 'useStatus' | 'refund', url: string, answer: string) =>
      `callback ${kind === 'useStatus' ? 'use-status' : kind} to ${url}: ${answer}`,
    noCallback: 'No callback: the order was placed without a callback address.',
    heldBack: 'held back by a fault',
    dropped: 'dropped by a fault',
    delayed: 'delayed by a fault',
    accepted: (httpStatus: string) => `accepted, HTTP ${httpStatus}`,
    notAccepted: (reason: string) => `not accepted: ${reason}`,
    noAnswer: (command: string) =>
      `The receiver did not accept it. Is it running at the address (${command})? The sandbox repeats ` +
      'callbacks every 10 minutes of its time, and payment notifications not at all.',
  },

  forget: {
    prompt: (order: string) => `${order}: Delete everything that Temporal has about the order? Nobody can restore it.`,
    nothing: (order: string, hasLetters: boolean) =>
      `Temporal has nothing about ${order}.` +
      (hasLetters ? ' Letter case counts: write the number as the order has it.' : ''),
    deleted: (order: string, what: readonly string[]) =>
      `Temporal has nothing about ${order} any more. Deleted: ${what.join(', ')}.`,
    runs: (count: number) => `${plural(count, 'run')} of its workflow`,
    payments: (count: number) => `${plural(count, 'payment')} without an order`,
    reservation: 'the reservation of its number',
    cannotDelete: 'This command cannot delete:',
    /** What the command cannot delete. Printed, because somebody must. */
    remains: [
      "ECPay's record of the order: ask ECPay",
      'your own database, and what your webhook stored of the order',
      "the history of a workflow of yours that started the order as a child, until the namespace's retention ends",
      "backups of Temporal's database, archived histories, and disk space that the database has not overwritten yet",
      'logs and traces, which have the number of the order and no personal data',
    ] as readonly string[],
    related: (order: string) => `The same customer's order: ecticket forget ${order}`,
  },

  rebuild: {
    counted: (counts: { readonly orders: number; readonly running: number; readonly ended: number; missing: number }) =>
      `${counts.orders} orders: ${counts.running} are running, ${counts.ended} have ended, ` +
      `Temporal lacks ${counts.missing}. Nothing was changed.`,
    started: (count: number, workflowId: string) => `Rebuilding ${count} orders in the workflow ${workflowId}.`,
    progress: ({ total, adopted, running, agreeing, pending, problems }: RebuildProgress) =>
      `${adopted + running} of ${total} adopted or running, ${agreeing} agree with ECPay, ` +
      `${pending} pending, ${problems.length} need an operator`,
    result: ({ orders, agreeing, problems, adopted }: RebuildCounts) =>
      `${plural(orders, 'order')}: ${agreeing} ${agreeing === 1 ? 'agrees' : 'agree'} with ECPay's record` +
      `${problems === 0 ? '' : `, ${problems} ${problems === 1 ? 'needs' : 'need'} an operator`}. ` +
      `Workflows started: ${adopted}.`,
    remedy: REMEDIES,
  },
};

/** The texts of a language. */
export type OperationTexts = typeof EN_OPERATIONS;
