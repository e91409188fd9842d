/** Actions of `ecticket payment`. */
import type { UnmatchedPayment } from '../../client/payments/unmatched-payments.js';
import { UsageError } from '../../settings/listen-options.js';
import { formatMoney, formatTaipeiTime } from '../display/format.js';
import { table } from '../display/table.js';
import { requireOnlyMerchant } from '../order-name.js';
import type { CommandContext } from '../command-context.js';
import type { Texts } from '../texts/index.js';
import { decisionOf } from './decisions.js';

/** `[MerchantID/]TradeNo`. */
const PAYMENT_NAME = /^(?:([A-Za-z0-9]{1,10})\/)?([^/\s]+)$/;

type PaymentTexts = Texts['payments'];

export interface ListUnmatchedOptions {
  readonly merchant?: string | undefined;
  readonly limit: number;
}

export async function listUnmatchedPayments(
  context: CommandContext,
  { merchant, limit }: ListUnmatchedOptions,
): Promise<void> {
  const texts = context.texts.payments;
  const client = await context.temporal();
  const { listUnmatched } = await import('../../client/payments/unmatched-payments.js');
  // One payment above the limit shows whether there are more.
  const filter = { ...(merchant !== undefined && { merchantId: merchant }), limit: limit + 1 };
  const found = await listUnmatched(client, filter);
  const [payments, more] = [found.slice(0, limit), found.length > limit];
  context.print({ payments, more }, () => (payments.length === 0 ? texts.none : paymentTable(payments, texts)));
  for (const warning of warningsAbout(payments, texts)) context.printNote(warning);
  if (more) context.printNote(texts.more(limit));
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
  context.print({ payment, by, why }, () =>
    context.texts.payments.resolved(`${payment.merchantId}/${payment.reference}`),
  );
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
function warningsAbout(payments: readonly UnmatchedPayment[], texts: PaymentTexts): readonly string[] {
  return payments.flatMap(({ merchantId, reference, verification, isOld, otherCase }) => {
    const name = `${merchantId}/${reference}`;
    return [
      ...(verification === 'unchecked' ? [texts.uncheckedWarning(name)] : []),
      ...(isOld ? [texts.oldWarning(name)] : []),
      ...(otherCase === undefined ? [] : [texts.otherCaseWarning(name, otherCase)]),
    ];
  });
}

function paymentTable(payments: readonly UnmatchedPayment[], texts: PaymentTexts): string {
  return table<UnmatchedPayment>(
    [
      { heading: texts.payment, width: 31, cell: ({ merchantId, reference }) => `${merchantId}/${reference}` },
      { heading: texts.amount, width: 10, cell: ({ amount }) => (amount === undefined ? '' : formatMoney(amount)) },
      { heading: texts.forOrder, width: 25, cell: ({ tradeNo }) => tradeNo },
      { heading: texts.reason, width: 19, cell: ({ reason }) => texts[reason] },
      { heading: texts.ecpay, width: 9, cell: ({ verification }) => texts[verification] },
      {
        heading: texts.paid,
        width: 19,
        cell: ({ paidAt }) => (paidAt === undefined ? '' : formatTaipeiTime(paidAt)),
      },
      { heading: texts.received, width: 19, cell: ({ receivedAt }) => formatTaipeiTime(receivedAt) },
    ],
    payments,
  );
}
