/** `ecticket payment …`: payments that match no order. */
import type { Command } from '@commander-js/extra-typings';
import { addCommand, addGroup, parseMerchantId, parsePositive, type RunAction } from './command.js';

export function addPaymentCommands(program: Command, runAction: RunAction): void {
  const payment = addGroup(program, 'payment', {
    summary: 'list and resolve payments that match no order',
    examples: ['payment list-unmatched'],
  });

  addCommand(payment, 'list-unmatched', {
    summary: 'list payments that ECPay reported and that match no order, newest first',
    examples: ['payment list-unmatched --merchant 3085676'],
  })
    .option('--merchant <id>', 'only payments of this merchant', parseMerchantId)
    .option('--limit <n>', 'the maximum number of payments', parsePositive, 20)
    .action((options) =>
      runAction(options, async (context) =>
        (await import('../actions/payments.js')).listUnmatchedPayments(context, options),
      ),
    );

  addCommand(payment, 'resolve', {
    summary: 'resolve an unmatched payment after its money is returned or used for an order',
    examples: ['payment resolve 3085676/2611221530231234 --why "returned in ECPay’s back office"'],
  })
    .argument('<payment>', "[MerchantID/]TradeNo: ECPay's payment number, as list-unmatched prints it")
    .requiredOption('--why <text>', 'what happened to the money; stored with the payment')
    .option('--by <who>', 'who decides; defaults to your login name')
    .action((name, options) =>
      runAction(options, async (context) =>
        (await import('../actions/payments.js')).resolvePayment(context, name, options),
      ),
    );
}
