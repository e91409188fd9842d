/** `ecticket forget`: deletes what Temporal has about an order. */
import type { Command } from '@commander-js/extra-typings';
import { addCommand, ORDER_ARGUMENT, type RunAction } from './command.js';

export function addForgetCommand(program: Command, runAction: RunAction): void {
  addCommand(program, 'forget', {
    summary: 'delete everything that Temporal has about an order that has ended, and say what remains elsewhere',
    examples: ['forget 3085676/CX202611220001', 'forget 3085676/CX202611220001 --yes --json'],
  })
    .argument('<order>', ORDER_ARGUMENT)
    .option('-y, --yes', 'do not ask for confirmation')
    .action((name, options) =>
      runAction(options, async (context) => (await import('../actions/forget.js')).forgetOrder(context, name, options)),
    );
}
