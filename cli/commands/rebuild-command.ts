/** `ecticket rebuild`. */
import type { Command } from '@commander-js/extra-typings';
import { addCommand, parseMerchantId, parseRate, type RunAction } from './command.js';

export function addRebuildCommand(program: Command, runAction: RunAction): void {
  addCommand(program, 'rebuild', {
    summary: "adopt many orders until they agree with ECPay's record, after Temporal's database was lost or restored",
    examples: ['rebuild --from orders.txt --dry-run', 'rebuild --from orders.txt --rate 10'],
  })
    .requiredOption('--from <file>', 'the orders, one [MerchantID/]TradeNo per line; - is stdin')
    .option('--free', 'the numbers are FreeTradeNos, unless Temporal has recorded otherwise')
    .option('--platform <id>', 'the platform merchant that placed the orders', parseMerchantId)
    .option('--rate <n>', 'orders per second', parseRate, 5)
    .option('--dry-run', 'only count the orders that Temporal has and lacks')
    .action((options) =>
      runAction(options, async (context) => (await import('../actions/rebuild.js')).rebuild(context, options)),
    );
}
