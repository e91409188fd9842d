/** `ecticket events …`: the events that the merchant's webhook receives. */
import type { Command } from '@commander-js/extra-typings';
import { addCommand, addGroup, ORDER_ARGUMENT, parsePositive, type RunAction } from './command.js';

export function addEventCommands(program: Command, runAction: RunAction): void {
  const events = addGroup(program, 'events', {
    summary: 'send events to the webhook again',
    examples: ['events resend 3085676/CX202611220001'],
  });

  addCommand(events, 'resend', {
    summary: "send an order's events to the webhook again, with the same ids",
    examples: ['events resend 3085676/CX202611220001', 'events resend CX202611220001 --since 4'],
  })
    .argument('<order>', ORDER_ARGUMENT)
    .option('--since <sequence>', 'only this event and later ones', parsePositive)
    .action((name, options) =>
      runAction(options, async (context) =>
        (await import('../actions/events.js')).resendEvents(context, name, options),
      ),
    );
}
