import type { UnmatchedPayment } from '../../client/payments/unmatched-payments.js';
import { UsageError } from '../../settings/listen-options.js';
import { inTaipei } from '../display/in-taipei.js';
import { money } from '../display/money.js';
import { table } from '../display/table.js';
import { onlyMerchant } from '../order-name.js';
import type { Shell } from '../shell.js';
import { decisionOf } from './decide.js';

const NAME = /^(?:([A-Za-z0-9]{1,10})\/)?([^/\s]+)$/;

const REASONS: Readonly<Record<UnmatchedPayment['reason'], string>> = {
  unknown: 'no such order',
  ended: 'the order has ended',
};

export interface ListUnmatchedOptions {
  readonly merchant?: string | undefined;
  readonly limit: number;
}

export async function listUnmatchedPayments(shell: Shell, { merchant, limit }: ListUnmatchedOptions): Promise<void> {
  const client = await shell.temporal();
  const { listUnmatched } = await import('../../client/payments/unmatched-payments.js');
  // One more than asked for tells whether there are more.
  const filter = { ...(merchant !== undefined && { merchantId: merchant }), limit: limit + 1 };
  const found = await listUnmatched(client, filter);
  const [payments, more] = [found.slice(0, limit), found.length > limit];
  shell.tell({ payments, more }, () => (payments.length === 0 ? 'No payments.' : paymentTable(payments)));
  if (more) shell.remark(`There are more than ${limit}: ask for them with --limit.`);
}

/** @throws UsageError, PaymentNotFoundError */
export async function resolvePayment(
  shell: Shell,
  name: string,
  options: { readonly why: string; readonly by?: string | undefined },
): Promise<void> {
  const { by, why } = decisionOf(options);
  const payment = readPaymentName(name, (await shell.settings()).merchantIds);
  const client = await shell.temporal();
  const { resolveUnmatched } = await import('../../client/payments/unmatched-payments.js');
  await resolveUnmatched(client, payment, { by, why });
  shell.tell({ payment, by, why }, () => `The payment ${payment.merchantId}/${payment.reference} is closed.`);
}

function readPaymentName(text: string, merchantIds: readonly string[]) {
  const [, merchantId, reference] = NAME.exec(text) ?? [];
  if (reference === undefined) {
    throw new UsageError(`"${text}" names no payment. Give [MerchantID/]TradeNo, such as 3085676/2611221530231234.`);
  }
  return { merchantId: merchantId ?? onlyMerchant(merchantIds, `Write MerchantID/${reference}.`), reference };
}

function paymentTable(payments: readonly UnmatchedPayment[]): string {
  return table<UnmatchedPayment>(
    [
      { heading: 'Payment', width: 31, cell: ({ merchantId, reference }) => `${merchantId}/${reference}` },
      { heading: 'Amount', width: 10, cell: ({ amount }) => (amount === undefined ? '' : money(amount)) },
      { heading: 'For order', width: 25, cell: ({ tradeNo }) => tradeNo },
      { heading: 'Why', width: 19, cell: ({ reason }) => REASONS[reason] },
      { heading: 'Received (Taipei)', width: 19, cell: ({ receivedAt }) => inTaipei(receivedAt) },
    ],
    payments,
  );
}
