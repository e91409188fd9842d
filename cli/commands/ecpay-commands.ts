/** `ecticket item`, `print-data`, `escrow-days`, `report`: queries to ECPay that need no order workflow. */
import type { Command } from '@commander-js/extra-typings';
import { addCommand, addGroup, ORDER_ARGUMENT, parseDay, parseMerchantId, type RunAction } from './command.js';

export function addECPayCommands(program: Command, runAction: RunAction): void {
  addQueries(program, runAction);
  addReports(program, runAction);
}

function addQueries(program: Command, runAction: RunAction): void {
  const item = addGroup(program, 'item', { summary: "read ECPay's catalogue", examples: ['item show VQT04959'] });
  addMerchantOptions(
    addCommand(item, 'show', { summary: 'show an item', examples: ['item show VQT04959 --merchant 3085676'] }),
  )
    .argument('<no>', "ECPay's item number")
    .action((no, options) =>
      runAction(options, async (context) => (await import('../actions/ecpay.js')).showItem(context, no, options)),
    );

  addCommand(program, 'print-data', {
    summary: 'show what a merchant prints on the unused paper tickets of an order',
    examples: ['print-data 3085676/CX202611220001 --json'],
  })
    .argument('<order>', ORDER_ARGUMENT)
    .option('--free', 'for an order unknown to Temporal: its number is a FreeTradeNo')
    .option(
      '--platform <id>',
      'for an order unknown to Temporal: the platform merchant that placed it',
      parseMerchantId,
    )
    .action((name, options) =>
      runAction(options, async (context) =>
        (await import('../actions/ecpay.js')).showPrintData(context, name, options),
      ),
    );

  addMerchantOptions(
    addCommand(program, 'escrow-days', {
      summary: "show for how many days ECPay holds a merchant's money in escrow",
      examples: ['escrow-days --merchant 3362787'],
    }),
  ).action((options) =>
    runAction(options, async (context) => (await import('../actions/ecpay.js')).showEscrowDays(context, options)),
  );
}

function addReports(program: Command, runAction: RunAction): void {
  const report = addGroup(program, 'report', {
    summary: "fetch ECPay's CSV reports; ECPay allows one per minute and merchant",
    examples: ['report orders --from 20261101 --to 20261130 --out november.csv'],
  });
  for (const kind of ['orders', 'tickets'] as const) {
    const help = {
      summary: `fetch the report of ${kind}`,
      examples: [`report ${kind} --from 20261101 --to 20261130`],
    } as const;
    addMerchantOptions(addCommand(report, kind, help))
      .requiredOption('--from <day>', 'first day, yyyymmdd in Asia/Taipei', parseDay)
      .requiredOption('--to <day>', 'last day, yyyymmdd in Asia/Taipei', parseDay)
      .option('--out <file>', 'write to this new file instead of stdout')
      .action((options) =>
        runAction(options, async (context) =>
          (await import('../actions/ecpay.js')).fetchReport(context, kind, options),
        ),
      );
  }
}

function addMerchantOptions(command: ReturnType<typeof addCommand<string>>) {
  return command
    .option('--merchant <id>', 'the merchant; optional if the settings have only one', parseMerchantId)
    .option('--platform <id>', 'the platform merchant that acts for the merchant', parseMerchantId);
}
