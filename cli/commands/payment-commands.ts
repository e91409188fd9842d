/** `ecticket payment …`: money that no order has. */
import type { Command } from '@commander-js/extra-typings';
import { group, leaf, merchantId, positive, type Act } from './command.js';

export function addPaymentCommands(program: Command, act: Act): void {
  const payment = group(program, 'payment', {
    does: 'find payments that no order has, and close them',
    examples: ['payment list-unmatched'],
  });

  leaf(payment, 'list-unmatched', {
    does: 'list payments of which ECPay sent a notice and that no order has, newest first',
    examples: ['payment list-unmatched --merchant 3085676'],
  })
    .option('--merchant <id>', 'only those of this merchant', merchantId)
    .option('--limit <n>', 'at most so many', positive, 20)
    .action((options) =>
      act(options, async (shell) =>
        (await import('../actions/unmatched-payments.js')).listUnmatchedPayments(shell, options),
      ),
    );

  leaf(payment, 'resolve', {
    does: 'close a payment that no order has, once the money is returned or an order is paid with it',
    examples: ['payment resolve 3085676/2611221530231234 --why "refunded in the back office"'],
  })
    .argument('<payment>', "[MerchantID/]TradeNo: ECPay's number of the payment, as list-unmatched prints it")
    .requiredOption('--why <text>', 'what became of the money; kept with the payment')
    .option('--by <who>', 'who decides; your login name unless given')
    .action((name, options) =>
      act(options, async (shell) =>
        (await import('../actions/unmatched-payments.js')).resolvePayment(shell, name, options),
      ),
    );
}
