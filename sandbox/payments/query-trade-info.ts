import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { applyFaultBeforeActing, sendAnswer } from '../faults/apply-fault.js';
import { formOf, isSentAs, timeProblem } from '../protocol/request-checks.js';
import type { SandboxState } from '../state.js';
import { formatDateTime } from '../time/taipei.js';
import { aioCheckMacValue } from './aio-check-mac-value.js';
import { methodFields, repeatedFields } from './aio.js';
import type { PaymentMerchant, PaymentMerchants } from './payment-merchant.js';
import type { KnownPayment } from './payment-registry.js';
import { PAYMENT_TYPES } from './payment.js';

const PLAIN_TEXT = 'text/plain; charset=utf-8';

export const QUERY_TRADE_INFO_PATH = '/Cashier/QueryTradeInfo/V5';

/**
 * Answers QueryTradeInfo (developers.ecpay.com.tw/?p=2890, ?p=16579), applying the requested faults. It also returns
 * payments of the embedded checkout, which is the sandbox's choice: ECPay's pages describe it for AIO.
 *
 * The pages do not say how ECPay refuses a query. A merchant has reported HTTP 500 for a wrong checksum. The sandbox
 * answers all refusals with HTTP 500 and a message of its own.
 */
export async function queryTradeInfo(
  request: FastifyRequest,
  reply: FastifyReply,
  state: SandboxState,
): Promise<FastifyReply> {
  if (!isSentAs('application/x-www-form-urlencoded', request)) {
    return reply.code(500).type(PLAIN_TEXT).send('The content type is not application/x-www-form-urlencoded.\n');
  }
  const form = formOf(request.body);
  const subject = { merchantId: form?.['MerchantID'], tradeNo: form?.['MerchantTradeNo'] };
  const fault = state.faults.take('paymentQuery', subject, QUERY_TRADE_INFO_PATH);
  if (fault && (await applyFaultBeforeActing(fault, reply, state))) return reply;

  const query = readTradeQuery(form, state.paymentMerchants, state.clock.now());
  if (typeof query === 'string') return reply.code(500).type(PLAIN_TEXT).send(`${query}\n`);
  const { merchant, merchantTradeNo } = query;
  const known = state.payments.find(merchant.merchantId, merchantTradeNo, state.clock.now());
  const answer = { form: tradeInfo(merchantTradeNo, known, merchant), written: state.tradeInfoWriting };
  return sendAnswer(fault, answer, reply, state);
}

const THREE_MINUTES = 3 * 60_000;

type Form = Readonly<Record<string, string>>;

interface TradeQuery {
  readonly merchant: PaymentMerchant;
  readonly merchantTradeNo: string;
}

const query = z.object({
  MerchantID: z.string().min(1),
  MerchantTradeNo: z.string().min(1),
  // Seconds. A timestamp in milliseconds would never become stale.
  TimeStamp: z.string().regex(/^\d{10,11}$/),
  CheckMacValue: z.string().min(1),
});

/**
 * Validates a query (developers.ecpay.com.tw/?p=2890).
 *
 * @param now The sandbox's time in ms.
 * @returns The query, or why it is refused.
 */
function readTradeQuery(form: Form | undefined, merchants: PaymentMerchants, now: number): TradeQuery | string {
  const parsed = query.safeParse(form);
  if (form === undefined || !parsed.success) {
    return 'Post a form with MerchantID, MerchantTradeNo, TimeStamp (in seconds) and CheckMacValue, each once.';
  }
  const { MerchantID, MerchantTradeNo: merchantTradeNo, TimeStamp, CheckMacValue } = parsed.data;
  const problem = timeProblem(Number(TimeStamp), { oldest: THREE_MINUTES, now });
  if (problem === 'stale') return 'TimeStamp is more than 3 minutes old.';
  if (problem === 'future') return 'TimeStamp is in the future.';
  const merchant = merchants.withId(MerchantID).find((each) => aioCheckMacValue(form, each) === CheckMacValue);
  return merchant ? { merchant, merchantTradeNo } : 'There is no such payment merchant, or CheckMacValue differs.';
}

/**
 * Returns the signed answer for a trade number, with the fields in ECPay's sequence (developers.ecpay.com.tw/?p=2890).
 *
 * @param known Undefined for an unknown number.
 */
function tradeInfo(
  merchantTradeNo: string,
  known: KnownPayment | undefined,
  merchant: PaymentMerchant,
): Readonly<Record<string, string>> {
  const fields = known ? knownTrade(known, merchant) : unknownTrade(merchantTradeNo, merchant);
  return { ...fields, CheckMacValue: aioCheckMacValue(fields, merchant) };
}

function knownTrade({ payment, isPaid }: KnownPayment, { merchantId }: PaymentMerchant) {
  const { StoreID = '', ...customFields } = repeatedFields(payment);
  return {
    ...customFields,
    HandlingCharge: '0',
    ItemName: payment.itemName,
    MerchantID: merchantId,
    MerchantTradeNo: payment.merchantTradeNo,
    PaymentDate: isPaid ? formatDateTime(payment.at) : '',
    PaymentType: PAYMENT_TYPES[payment.method].aio,
    PaymentTypeChargeFee: '0',
    StoreID,
    TradeAmt: String(payment.amount),
    TradeDate: formatDateTime(payment.orderedAt),
    TradeNo: payment.tradeNo,
    TradeStatus: statusOf(payment, isPaid),
    ...(isPaid && methodFields(payment)),
  };
}

/** Returns TradeStatus: 0 not paid (yet), 1 paid, 10200095 payment failed. */
function statusOf({ outcome }: KnownPayment['payment'], isPaid: boolean): string {
  if (isPaid) return '1';
  return outcome === 'refused' ? '10200095' : '0';
}

/** The answer for an unknown number has fewer fields. Its code is not on ECPay's pages; merchants have reported it. */
function unknownTrade(merchantTradeNo: string, { merchantId }: PaymentMerchant) {
  return {
    HandlingCharge: '0',
    ItemName: '',
    MerchantID: merchantId,
    MerchantTradeNo: merchantTradeNo,
    PaymentDate: '',
    PaymentType: '',
    PaymentTypeChargeFee: '0',
    TradeAmt: '0',
    TradeDate: '',
    TradeNo: '',
    TradeStatus: '10200047',
  };
}
