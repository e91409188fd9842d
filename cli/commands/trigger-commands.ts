/** `ecticket trigger …`: the sandbox produces an event, and the receiver gets the callback. */
import { Option, type Command } from '@commander-js/extra-typings';
import {
  addCommand,
  addGroup,
  ORDER_ARGUMENT,
  parseAmount,
  parsePositive,
  parseTicketNos,
  type CommandHelp,
  type RunAction,
} from './command.js';

export function addTriggerCommands(program: Command, runAction: RunAction): void {
  const trigger = addGroup(program, 'trigger', {
    summary: 'have the sandbox produce an event, and send its callbacks',
    examples: ['trigger use-status 3085676/CX202611220001', 'trigger payment 3085676/CX202611220001 --kind embedded'],
  });

  addTicketEvent(trigger, 'use-status', {
    summary: 'a clerk redeems tickets in the sandbox',
    examples: [
      'trigger use-status 3085676/CX202611220001 --count 2',
      'trigger use-status 3085676/CX202611220001 --tickets T2611220001,T2611220002 --cancel',
    ],
  }).action((name, options) =>
    runAction(options, async (context) =>
      (await import('../actions/trigger.js')).triggerTicketEvent(context, 'use-status', name, options),
    ),
  );

  addTicketEvent(trigger, 'refund', {
    summary: "tickets are refunded in the sandbox, as in ECPay's back office",
    examples: ['trigger refund 3085676/CX202611220001 --fee 30', 'trigger refund CX202611220001 --cancel'],
  })
    .option('--fee <NT$>', 'what the merchant keeps of the whole refund', parseAmount)
    .action((name, options) =>
      runAction(options, async (context) =>
        (await import('../actions/trigger.js')).triggerTicketEvent(context, 'refund', name, options),
      ),
    );

  addCommand(trigger, 'payment', {
    summary: 'a customer pays an order in the sandbox',
    examples: [
      'trigger payment 3085676/CX202611220001',
      'trigger payment 3085676/CX202611220001 --kind embedded --amount 1360 --simulate',
    ],
  })
    .argument('<order>', ORDER_ARGUMENT)
    .addOption(
      new Option('--kind <kind>', 'the checkout that notifies the receiver')
        .choices(['aio', 'embedded'] as const)
        .default('aio' as const),
    )
    .option('--amount <NT$>', 'what is paid; defaults to what the order waits for', parsePositive)
    .option('--simulate', 'the payment is simulated: nobody has paid')
    .action((name, options) =>
      runAction(options, async (context) =>
        (await import('../actions/trigger.js')).triggerPayment(context, name, options),
      ),
    );
}

function addTicketEvent(trigger: Command, name: string, help: CommandHelp) {
  return addCommand(trigger, name, help)
    .argument('<order>', ORDER_ARGUMENT)
    .option('--count <n>', 'the first n tickets that can change; defaults to 1', parsePositive)
    .option('--tickets <no,no>', 'the tickets with these ticket numbers', parseTicketNos)
    .option('--cancel', 'take it back: the tickets become usable again');
}
