/** What ECPay is asked without an order's workflow. */
import type { Command } from '@commander-js/extra-typings';
import { day, group, leaf, merchantId, ORDER, type Act } from './command.js';

export function addECPayCommands(program: Command, act: Act): void {
  addQuestions(program, act);
  addReports(program, act);
}

function addQuestions(program: Command, act: Act): void {
  const item = group(program, 'item', { does: "look into ECPay's catalogue", examples: ['item show VQT04959'] });
  withMerchant(leaf(item, 'show', { does: 'show a product', examples: ['item show VQT04959 --merchant 3085676'] }))
    .argument('<no>', "ECPay's product number")
    .action((no, options) =>
      act(options, async (shell) => (await import('../actions/query-ecpay.js')).showItem(shell, no, options)),
    );

  leaf(program, 'print-data', {
    does: 'show what a merchant prints on the unused paper tickets of an order',
    examples: ['print-data 3085676/CX202611220001 --json'],
  })
    .argument('<order>', ORDER)
    .option('--free', 'of an order that Temporal does not know: its number is a FreeTradeNo')
    .option(
      '--platform <id>',
      'of an order that Temporal does not know: the platform merchant that placed it',
      merchantId,
    )
    .action((name, options) =>
      act(options, async (shell) => (await import('../actions/query-ecpay.js')).showPrintData(shell, name, options)),
    );

  withMerchant(
    leaf(program, 'escrow-days', {
      does: "show for how many days a merchant's money is kept",
      examples: ['escrow-days --merchant 3362787'],
    }),
  ).action((options) =>
    act(options, async (shell) => (await import('../actions/query-ecpay.js')).showEscrowDays(shell, options)),
  );
}

function addReports(program: Command, act: Act): void {
  const report = group(program, 'report', {
    does: "fetch ECPay's reports: a CSV, one a minute and merchant",
    examples: ['report orders --from 20261101 --to 20261130 --out november.csv'],
  });
  for (const kind of ['orders', 'tickets'] as const) {
    const about = {
      does: `fetch the report of ${kind}`,
      examples: [`report ${kind} --from 20261101 --to 20261130`],
    } as const;
    withMerchant(leaf(report, kind, about))
      .requiredOption('--from <day>', 'yyyymmdd, Asia/Taipei', day)
      .requiredOption('--to <day>', 'yyyymmdd, included', day)
      .option('--out <file>', 'a new file instead of stdout')
      .action((options) =>
        act(options, async (shell) => (await import('../actions/fetch-report.js')).fetchReport(shell, kind, options)),
      );
  }
}

function withMerchant(command: ReturnType<typeof leaf<string>>) {
  return command
    .option('--merchant <id>', 'whose; not needed where the settings have one merchant only', merchantId)
    .option('--platform <id>', 'the platform merchant that acts for it', merchantId);
}
