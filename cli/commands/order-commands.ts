/** `ecticket order …`: to place, to look, and what ends an order or brings it back. */
import { Option, type Command } from '@commander-js/extra-typings';
import { amount, group, leaf, merchantId, ORDER, positive, type Act } from './command.js';
import { addCounterCommands } from './ticket-commands.js';
import { addDecisionCommands } from './decision-commands.js';
import { STATUSES } from './statuses.js';

export function addOrderCommands(program: Command, act: Act): void {
  const order = group(program, 'order', {
    does: 'place orders, look at them and act on them',
    examples: ['order list --status needsAttention', 'order redeem --help'],
  });
  addPlace(order, act);
  addLooking(order, act);
  addPay(order, act);
  addCounterCommands(order, act);
  addDecisionCommands(order, act);
  addAdopt(order, act);
}

function addPlace(order: Command, act: Act): void {
  leaf(order, 'place', {
    does: 'place an order; the same one again is no second order',
    examples: [
      'order place order.json --amount 1360 --pay-within 30',
      'order place - --paid --reference 2611221530231234 < order.json',
    ],
  })
    .argument('<file>', 'the order as JSON, in the names of TicketOrder; - for stdin')
    .option('--amount <NT$>', 'what must be paid', amount)
    .option('--pay-within <minutes>', 'unpaid by then, the order is cancelled', positive)
    .option('--paid', 'it is paid already')
    .option('--reference <no>', "with --paid: the payment provider's number")
    .action((file, options) =>
      act(options, async (shell) => (await import('../actions/place-order.js')).placeOrder(shell, file, options)),
    );
}

function addLooking(order: Command, act: Act): void {
  leaf(order, 'show', { does: 'show an order, whole', examples: ['order show 3085676/CX202611220001'] })
    .argument('<order>', ORDER)
    .action((name, options) =>
      act(options, async (shell) => (await import('../actions/show-order.js')).showOrder(shell, name)),
    );

  leaf(order, 'list', {
    does: 'list orders, newest first',
    examples: ['order list --status active --limit 50', 'order list --task-failures'],
  })
    .addOption(new Option('--status <status>', 'only those in this status').choices(STATUSES))
    .option('--merchant <id>', 'only those of this merchant', merchantId)
    .option('--task-failures', 'only those that stand still because their workflow tasks fail')
    .option('--limit <n>', 'at most so many', positive, 20)
    .action((options) =>
      act(options, async (shell) => (await import('../actions/list-orders.js')).listOrders(shell, options)),
    );

  leaf(order, 'watch', {
    does: 'watch an order until it has ended; with --json a line for each change',
    examples: ['order watch 3085676/CX202611220001'],
  })
    .argument('<order>', ORDER)
    .action((name, options) =>
      act(options, async (shell) => (await import('../actions/watch-order.js')).watchOrder(shell, name)),
    );
}

function addPay(order: Command, act: Act): void {
  leaf(order, 'pay', {
    does: 'say that an order is paid; said twice, it is one payment',
    examples: ['order pay 3085676/CX202611220001 --amount 1360 --reference 2611221530231234'],
  })
    .argument('<order>', ORDER)
    .option('--amount <NT$>', 'what was paid', amount)
    .option('--reference <no>', "the payment provider's number: tells two payments apart")
    .option('--paid-at <time>', 'ISO 8601 with its offset: 2026-11-22T15:30:00+08:00')
    .action((name, options) =>
      act(options, async (shell) => (await import('../actions/pay-order.js')).payOrder(shell, name, options)),
    );
}

function addAdopt(order: Command, act: Act): void {
  leaf(order, 'adopt', {
    does: "take up an order that has ended, or that was issued in ECPay's back office",
    examples: ['order adopt 3085676/CX202611220001', 'order adopt 3085676/GIFT0001 --free'],
  })
    .argument('<order>', ORDER)
    .option('--free', 'the number is a FreeTradeNo')
    .option('--platform <id>', 'the platform merchant that placed it', merchantId)
    .action((name, options) =>
      act(options, async (shell) => (await import('../actions/adopt-order.js')).adoptOrder(shell, name, options)),
    );
}
