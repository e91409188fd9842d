/** `ecticket order redeem …`, `ecticket ticket redeem`: the merchant's counter and refund desk. */
import type { Command } from '@commander-js/extra-typings';
import type { TicketAction } from '../../client/index.js';
import type { CounterOptions } from '../actions/act-on-tickets.js';
import type { CommonOptions } from '../shell.js';
import { amount, group, leaf, merchantId, ORDER, positive, updateId, type About, type Act } from './command.js';

export function addCounterCommands(order: Command, act: Act): void {
  counter(order, 'redeem', {
    does: 'redeem tickets',
    examples: [
      'order redeem 3085676/CX202611220001 --count 1 --store TPE01',
      'order redeem CX202611220001 --write-off-no 26112200001',
    ],
  }).action(acting('redeem'));

  withdrawal(order, 'cancel-redemption', {
    does: 'take a redemption back: the ticket can be used again',
    examples: ['order cancel-redemption 3085676/CX202611220001 --ticket T2611220001 --reason "wrong till"'],
  }).action(acting('cancelRedemption'));

  withdrawal(order, 'refund', {
    does: 'refund unused tickets',
    examples: ['order refund 3085676/CX202611220001 --count 1 --reason "changed her mind" --fee 30'],
  })
    .option('--fee <NT$>', "what the merchant keeps of each ticket's money", amount)
    .action(acting('refund'));

  withdrawal(order, 'cancel-refund', {
    does: 'withdraw a refund: the ticket can be used again',
    examples: ['order cancel-refund 3085676/CX202611220001 --ticket T2611220001 --yes'],
  }).action(acting('cancelRefund'));

  function acting(action: TicketAction) {
    return (name: string, options: CounterOptions & CommonOptions) =>
      act(options, async (shell) =>
        (await import('../actions/act-on-tickets.js')).runTicketAction(shell, action, name, options),
      );
  }
}

/** `ecticket ticket …`: what is known is a ticket's code, and not its order. */
export function addTicketCommands(program: Command, act: Act): void {
  const ticket = group(program, 'ticket', {
    does: 'act on a ticket by the code that was scanned',
    examples: ['ticket redeem --code 775711655722270689'],
  });
  leaf(ticket, 'redeem', {
    does: 'find the order of a scanned code, and redeem the ticket',
    examples: [
      'ticket redeem --code 775711655722270689',
      'ticket redeem --code 775711655722270689 --merchant 3085676 --store TPE01 --operator Chan',
    ],
  })
    .requiredOption('--code <no>', 'the redemption number (WriteOffNo), as scanned')
    .option('--merchant <id>', 'whose counter it is; not needed where the settings have one merchant only', merchantId)
    .option('--store <id>', "for ECPay's records: up to 20 letters and digits")
    .option('--operator <id>', 'who acts: up to 10 letters and digits')
    .option('--update-id <id>', UPDATE_ID, updateId)
    .action((options) =>
      act(options, async (shell) => (await import('../actions/act-on-tickets.js')).redeemScanned(shell, options)),
    );
}

const UPDATE_ID = 'names this act: the same id again acts once and answers the same';

function counter(order: Command, name: string, about: About) {
  return leaf(order, name, about)
    .argument('<order>', ORDER)
    .option('--ticket <no>', 'this ticket, by its own number')
    .option('--write-off-no <no>', 'this ticket, by the number that is scanned')
    .option('--count <n>', 'any so many', positive)
    .option('--item <no>', 'with --count: of this product')
    .option('--store <id>', "for ECPay's records: up to 20 letters and digits")
    .option('--operator <id>', 'who acts: up to 10 letters and digits')
    .option('--free', 'of an order that Temporal does not know: its number is a FreeTradeNo')
    .option(
      '--platform <id>',
      'of an order that Temporal does not know: the platform merchant that placed it',
      merchantId,
    )
    .option('--update-id <id>', UPDATE_ID, updateId);
}

/** What takes something back is asked about before. */
function withdrawal(order: Command, name: string, about: About) {
  return counter(order, name, about)
    .option('--reason <text>', 'up to 50 characters')
    .option('-y, --yes', 'do it without a question');
}
