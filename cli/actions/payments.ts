/** Actions of `ecticket payment`. */
import type { UnmatchedPayment } from '../../client/payments/unmatched-payments.js';
import { UsageError } from '../../settings/listen-options.js';
import { formatMoney, formatTaipeiTime } from '../display/format.js';
import { table } from '../display/table.js';
import { requireOnlyMerchant } from '../order-name.js';
import type { CommandContext } from '../command-context.js';
import { decisionOf } from './decisions.js';

/** `[MerchantID/]TradeNo`. */
const PAYMENT_NAME = /^(?:([A-Za-z0-9]{1,10})\/)?([^/\s]+)$/;

const REASONS: Readonly<Record<UnmatchedPayment['reason'], string>> = {
  unknown: 'no such order',
  ended: 'the order is closed',
};

export interface ListUnmatchedOptions {
  readonly merchant?: string | undefined;
  readonly limit: number;
}

export async function listUnmatchedPayments(
  context: CommandContext,
  { merchant, limit }: ListUnmatchedOptions,
): Promise<void> {
  const client = await context.temporal();
  const { listUnmatched } = await import('../../client/payments/unmatched-payments.js');
  // One payment above the limit shows whether there are more.
  const filter = { ...(merchant !== undefined && { merchantId: merchant }), limit: limit + 1 };
  const found = await listUnmatched(client, filter);
  const [payments, more] = [found.slice(0, limit), found.length > limit];
  context.print({ payments, more }, () => (payments.length === 0 ? 'No unmatched payments.' : paymentTable(payments)));
  for (const warning of warningsAbout(payments)) context.printNote(warning);
  if (more) context.printNote(`There are more than ${limit} payments. Raise --limit to see them.`);
}

/** Closes an unmatched payment. @throws UsageError, PaymentNotFoundError */
export async function resolvePayment(
  context: CommandContext,
  name: string,
  options: { readonly why: string; readonly by?: string | undefined },
): Promise<void> {
  const { by, why } = decisionOf(options);
  const payment = parsePaymentName(name, (await context.settings()).merchantIds);
  const client = await context.temporal();
  const { resolveUnmatched } = await import('../../client/payments/unmatched-payments.js');
  await resolveUnmatched(client, payment, { by, why });
  context.print({ payment, by, why }, () => `The payment ${payment.merchantId}/${payment.reference} is resolved.`);
}

function parsePaymentName(text: string, merchantIds: readonly string[]) {
  const [, merchantId, reference] = PAYMENT_NAME.exec(text) ?? [];
  if (reference === undefined) {
    throw new UsageError(
      `"${text}" is not a payment name. Give [MerchantID/]TradeNo, such as 3085676/2611221530231234.`,
    );
  }
  return { merchantId: merchantId ?? requireOnlyMerchant(merchantIds, `Write MerchantID/${reference}.`), reference };
}

/** What an operator must consider before returning money. */
function warningsAbout(payments: readonly UnmatchedPayment[]): readonly string[] {
  return payments.flatMap(({ merchantId, reference, verification, isOld, otherCase }) => {
    const name = `${merchantId}/${reference}`;
    return [
      ...(verification === 'unchecked'
        ? [`${name}: ECPay could not be queried. Look the payment up in ECPay's back office before you return money.`]
        : []),
      ...(isOld
        ? [
            `${name} is more than a week older than its notification. It may belong to an order past Temporal's retention.`,
          ]
        : []),
      ...(otherCase === undefined
        ? []
        : [`${name}: ${otherCase} has this number in another case. Compare its payment.`]),
    ];
  });
}

function paymentTable(payments: readonly UnmatchedPayment[]): string {
  return table<UnmatchedPayment>(
    [
      { heading: 'Payment', width: 31, cell: ({ merchantId, reference }) => `${merchantId}/${reference}` },
      { heading: 'Amount', width: 10, cell: ({ amount }) => (amount === undefined ? '' : formatMoney(amount)) },
      { heading: 'For order', width: 25, cell: ({ tradeNo }) => tradeNo },
      { heading: 'Reason', width: 19, cell: ({ reason }) => REASONS[reason] },
      { heading: 'ECPay', width: 9, cell: ({ verification }) => verification },
      {
        heading: 'Paid (Taipei)',
        width: 19,
        cell: ({ paidAt }) => (paidAt === undefined ? '' : formatTaipeiTime(paidAt)),
      },
      { heading: 'Received (Taipei)', width: 19, cell: ({ receivedAt }) => formatTaipeiTime(receivedAt) },
    ],
    payments,
  );
}
