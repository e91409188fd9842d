/** `ecticket order …`: place, read, pay, adopt, and an operator's decisions. */
import { Option, type Command } from '@commander-js/extra-typings';
import type { OrderStatus } from '../../client/index.js';
import type { DecisionOptions } from '../actions/decisions.js';
import type { CommonOptions } from '../command-context.js';
import {
  addCommand,
  addGroup,
  ORDER_ARGUMENT,
  parseAmount,
  parseMerchantId,
  parsePositive,
  parseRate,
  parseUpdateId,
  type CommandHelp,
  type RunAction,
} from './command.js';
import { addOrderTicketCommands } from './ticket-commands.js';

/** Written out here: help and shell completion must not load the client. */
const STATUSES = [
  'awaitingPayment',
  'issuing',
  'awaitingIssuance',
  'active',
  'needsAttention',
  'settled',
  'released',
  'cancelled',
  'abandoned',
] as const satisfies readonly OrderStatus[];

export function addOrderCommands(program: Command, runAction: RunAction): void {
  const order = addGroup(program, 'order', {
    summary: 'place, read and manage orders',
    examples: ['order list --status needsAttention', 'order redeem --help'],
  });
  addPlace(order, runAction);
  addReadCommands(order, runAction);
  addPay(order, runAction);
  addOrderTicketCommands(order, runAction);
  addDecisionCommands(order, runAction);
  addAdopt(order, runAction);
}

function addPlace(order: Command, runAction: RunAction): void {
  addCommand(order, 'place', {
    summary: 'place an order; placing the same order again returns the existing one',
    examples: [
      'order place order.json --amount 1360 --pay-within 30',
      'order place - --paid --reference 2611221530231234 < order.json',
    ],
  })
    .argument('<file>', 'the order as JSON, with the field names of TicketOrder; - for stdin')
    .option('--amount <NT$>', 'the amount to be paid', parseAmount)
    .option('--pay-within <minutes>', 'cancel the order if it is not paid by then', parsePositive)
    .option('--paid', 'the order is already paid')
    .option('--reference <no>', "with --paid: the payment provider's number")
    .action((file, options) =>
      runAction(options, async (context) => (await import('../actions/orders.js')).placeOrder(context, file, options)),
    );
}

function addReadCommands(order: Command, runAction: RunAction): void {
  addCommand(order, 'show', {
    summary: 'show an order: payment, tickets, status',
    examples: ['order show 3085676/CX202611220001'],
  })
    .argument('<order>', ORDER_ARGUMENT)
    .action((name, options) =>
      runAction(options, async (context) => (await import('../actions/orders.js')).showOrder(context, name)),
    );

  addCommand(order, 'list', {
    summary: 'list orders, newest first',
    examples: ['order list --status active --limit 50', 'order list --task-failures'],
  })
    .addOption(new Option('--status <status>', 'only orders in this status').choices(STATUSES))
    .option('--merchant <id>', 'only orders of this merchant', parseMerchantId)
    .option('--task-failures', 'only orders that are stuck because their workflow tasks fail')
    .option('--limit <n>', 'the maximum number of orders', parsePositive, 20)
    .action((options) =>
      runAction(options, async (context) => (await import('../actions/orders.js')).listOrders(context, options)),
    );

  addCommand(order, 'watch', {
    summary: 'watch an order until it closes; with --json, print one line per change',
    examples: ['order watch 3085676/CX202611220001'],
  })
    .argument('<order>', ORDER_ARGUMENT)
    .action((name, options) =>
      runAction(options, async (context) => (await import('../actions/watch-order.js')).watchOrder(context, name)),
    );
}

function addPay(order: Command, runAction: RunAction): void {
  addCommand(order, 'pay', {
    summary: 'record the payment of an order; the same payment is recorded once',
    examples: ['order pay 3085676/CX202611220001 --amount 1360 --reference 2611221530231234'],
  })
    .argument('<order>', ORDER_ARGUMENT)
    .option('--amount <NT$>', 'the amount paid', parseAmount)
    .option('--reference <no>', "the payment provider's number; it identifies the payment")
    .option('--paid-at <time>', 'ISO 8601 with an offset: 2026-11-22T15:30:00+08:00')
    .action((name, options) =>
      runAction(options, async (context) => (await import('../actions/orders.js')).payOrder(context, name, options)),
    );
}

function addDecisionCommands(order: Command, runAction: RunAction): void {
  addDecision(order, 'resubmit', '[order]', {
    summary: 'send an order that needs attention to ECPay again, with or without corrections, or many unchanged',
    examples: [
      'order resubmit 3085676/CX202611220001 --order corrected.json --why "phone number corrected"',
      'order resubmit --where "ECTicketMerchantId=\'3085676\'" --dry-run --why "contract renewed"',
    ],
  })
    .option(
      '--where <query>',
      'instead of <order>: all that ECPay refused and that match this query of Temporal; * is all',
    )
    .option('--rate <n>', 'with --where: orders per second', parseRate, 5)
    .option('--dry-run', 'with --where: only list the orders')
    .option('--order <file>', 'the complete corrected order as JSON; - for stdin (requires --yes)')
    .option(
      '--amount <NT$>',
      'what the customer has paid, if it is enough for a corrected order of another price',
      parseAmount,
    )
    .action((name, options) =>
      runAction(options, async (context) => {
        const { resubmitMany, resubmitOrder } = await import('../actions/resubmit.js');
        await (options.where === undefined ? resubmitOrder : resubmitMany)(context, name, options);
      }),
    );

  addDecision(order, 'abandon', '<order>', {
    summary: 'abandon an order that needs attention; this is final',
    examples: ['order abandon 3085676/CX202611220001 --why "refunded by hand"'],
  }).action(closeOrder('abandon'));

  addDecision(order, 'cancel', '<order>', {
    summary: 'cancel an order before its tickets are issued',
    examples: ['order cancel 3085676/CX202611220001 --why "ordered twice" --yes'],
  }).action(closeOrder('cancelOrder'));

  function closeOrder(decision: 'abandon' | 'cancelOrder') {
    return (name: string, options: DecisionOptions & CommonOptions) =>
      runAction(options, async (context) =>
        (await import('../actions/decisions.js')).closeOrder(context, decision, name, options),
      );
  }
}

function addDecision<Argument extends '<order>' | '[order]'>(
  order: Command,
  name: string,
  argument: Argument,
  help: CommandHelp,
) {
  return addCommand(order, name, help)
    .argument(argument, ORDER_ARGUMENT)
    .requiredOption('--why <text>', 'the reason; stored with the order and sent to the merchant')
    .option('--by <who>', 'who decides; defaults to your login name')
    .option('--update-id <id>', 'idempotency key: with the same id, the decision is applied once', parseUpdateId)
    .option('-y, --yes', 'do not ask for confirmation');
}

function addAdopt(order: Command, runAction: RunAction): void {
  addCommand(order, 'adopt', {
    summary: "adopt an order that has closed, or that was issued in ECPay's back office",
    examples: ['order adopt 3085676/CX202611220001', 'order adopt 3085676/GIFT0001 --free'],
  })
    .argument('<order>', ORDER_ARGUMENT)
    .option('--free', 'the number is a FreeTradeNo')
    .option('--platform <id>', 'the platform merchant that placed the order', parseMerchantId)
    .action((name, options) =>
      runAction(options, async (context) => (await import('../actions/orders.js')).adoptOrder(context, name, options)),
    );
}
