/** `ecticket order resubmit …`: a person's decisions. */
import type { Command } from '@commander-js/extra-typings';
import type { DecisionOptions } from '../actions/decide.js';
import type { CommonOptions } from '../shell.js';
import { leaf, ORDER, updateId, type About, type Act } from './command.js';

export function addDecisionCommands(order: Command, act: Act): void {
  decision(order, 'resubmit', {
    does: 'issue an order that waits for a person again, corrected if need be',
    examples: ['order resubmit 3085676/CX202611220001 --order corrected.json --why "phone number corrected"'],
  })
    .option('--order <file>', 'the whole order, corrected, as JSON; - for stdin (then with --yes)')
    .action((name, options) =>
      act(options, async (shell) => (await import('../actions/decide.js')).resubmitOrder(shell, name, options)),
    );

  decision(order, 'abandon', {
    does: 'give an order that waits for a person up for good',
    examples: ['order abandon 3085676/CX202611220001 --why "refunded by hand"'],
  }).action(ending('abandon'));

  decision(order, 'cancel', {
    does: 'cancel an order of which nothing was issued',
    examples: ['order cancel 3085676/CX202611220001 --why "ordered twice" --yes'],
  }).action(ending('cancelOrder'));

  function ending(how: 'abandon' | 'cancelOrder') {
    return (name: string, options: DecisionOptions & CommonOptions) =>
      act(options, async (shell) => (await import('../actions/decide.js')).endOrder(shell, how, name, options));
  }
}

function decision(order: Command, name: string, about: About) {
  return leaf(order, name, about)
    .argument('<order>', ORDER)
    .requiredOption('--why <text>', 'kept with the order, and told to the merchant')
    .option('--by <who>', 'who decides; your login name unless given')
    .option('--update-id <id>', 'names this decision: the same id again decides once', updateId)
    .option('-y, --yes', 'do it without a question');
}
