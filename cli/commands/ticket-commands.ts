/** `ecticket order redeem …` and `ecticket ticket redeem`: the commands that redeem and refund tickets. */
import type { Command } from '@commander-js/extra-typings';
import type { TicketAction } from '../../client/index.js';
import type { TicketActionOptions } from '../actions/tickets.js';
import type { CommonOptions } from '../command-context.js';
import {
  addCommand,
  addGroup,
  ORDER_ARGUMENT,
  parseAmount,
  parseMerchantId,
  parsePositive,
  parseUpdateId,
  type CommandHelp,
  type RunAction,
} from './command.js';

/** Adds the ticket actions of an order that the user names. */
export function addOrderTicketCommands(order: Command, runAction: RunAction): void {
  addTicketAction(order, 'redeem', {
    summary: 'redeem tickets',
    examples: [
      'order redeem 3085676/CX202611220001 --count 1 --store TPE01',
      'order redeem CX202611220001 --write-off-no 26112200001',
    ],
  }).action(runTicketAction('redeem'));

  addConfirmedTicketAction(order, 'cancel-redemption', {
    summary: 'cancel a redemption: the ticket becomes usable again',
    examples: ['order cancel-redemption 3085676/CX202611220001 --ticket T2611220001 --reason "wrong ticket"'],
  }).action(runTicketAction('cancelRedemption'));

  addConfirmedTicketAction(order, 'refund', {
    summary: 'refund unused tickets',
    examples: ['order refund 3085676/CX202611220001 --count 1 --reason "changed her mind" --fee 30'],
  })
    .option('--fee <NT$>', 'the fee that the merchant keeps per ticket', parseAmount)
    .action(runTicketAction('refund'));

  addConfirmedTicketAction(order, 'cancel-refund', {
    summary: 'cancel a refund: the ticket becomes usable again',
    examples: ['order cancel-refund 3085676/CX202611220001 --ticket T2611220001 --yes'],
  }).action(runTicketAction('cancelRefund'));

  function runTicketAction(action: TicketAction) {
    return (name: string, options: TicketActionOptions & CommonOptions) =>
      runAction(options, async (context) =>
        (await import('../actions/tickets.js')).runTicketAction(context, action, name, options),
      );
  }
}

/** Adds the ticket actions for which the user has a scanned code and no order. */
export function addTicketCommands(program: Command, runAction: RunAction): void {
  const ticket = addGroup(program, 'ticket', {
    summary: 'act on a ticket by its scanned code',
    examples: ['ticket redeem --code 775711655722270689'],
  });
  addCommand(ticket, 'redeem', {
    summary: 'find the order of a scanned code and redeem the ticket',
    examples: [
      'ticket redeem --code 775711655722270689',
      'ticket redeem --code 775711655722270689 --merchant 3085676 --store TPE01 --operator Chan',
    ],
  })
    .requiredOption('--code <no>', 'the redemption number (WriteOffNo), as scanned')
    .option('--merchant <id>', 'the merchant; optional if the settings have only one', parseMerchantId)
    .option('--store <id>', STORE)
    .option('--operator <id>', OPERATOR)
    .option('--update-id <id>', UPDATE_ID, parseUpdateId)
    .action((options) =>
      runAction(options, async (context) =>
        (await import('../actions/tickets.js')).redeemScannedTicket(context, options),
      ),
    );
}

const STORE = "the store, for ECPay's records: up to 20 letters and digits";
const OPERATOR = 'the clerk who acts: up to 10 letters and digits';
const UPDATE_ID = 'idempotency key: with the same id, the action runs once and returns the same result';

function addTicketAction(order: Command, name: string, help: CommandHelp) {
  return addCommand(order, name, help)
    .argument('<order>', ORDER_ARGUMENT)
    .option('--ticket <no>', 'the ticket with this ticket number')
    .option('--write-off-no <no>', 'the ticket with this redemption number, as scanned')
    .option('--count <n>', 'any n tickets', parsePositive)
    .option('--item <no>', 'with --count: only tickets of this item')
    .option('--store <id>', STORE)
    .option('--operator <id>', OPERATOR)
    .option('--free', 'for an order unknown to Temporal: its number is a FreeTradeNo')
    .option(
      '--platform <id>',
      'for an order unknown to Temporal: the platform merchant that placed it',
      parseMerchantId,
    )
    .option('--update-id <id>', UPDATE_ID, parseUpdateId);
}

/** Adds an action that asks for confirmation. Redeeming is routine work and does not ask. */
function addConfirmedTicketAction(order: Command, name: string, help: CommandHelp) {
  return addTicketAction(order, name, help)
    .option('--reason <text>', 'up to 50 characters')
    .option('-y, --yes', 'do not ask for confirmation');
}
