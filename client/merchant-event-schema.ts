/** What a merchant is told, as a shop that receives it checks it. The types are those of `MerchantEvent`. */
import { z } from 'zod';
import type { Ticket } from '../ecticket/provider-order.js';
import type { MerchantEvent, MerchantEventType, NewEvent } from '../workflows/messages/merchant-events.js';
import type { Attention, Payment } from '../workflows/messages/order.js';

const nt = z.int().describe('NT$');
const moment = z.iso.datetime().describe('ISO 8601, UTC');
const day = z.string().describe('yyyymmdd, Asia/Taipei');
const count = z.int().min(0);

const payment = z.object({
  amount: nt.exactOptional(),
  reference: z.string().exactOptional().describe("The payment provider's own number"),
  paidAt: z.string().exactOptional().describe('ISO 8601'),
  method: z.enum(['creditOneTime', 'other']).exactOptional().describe('A single payment by credit card, or another'),
  source: z
    .enum(['aioNotice', 'embeddedNotice'])
    .exactOptional()
    .describe("The kind of ECPay's notice that told of it"),
}) satisfies z.ZodType<Payment>;

const ticket = z.object({
  ticketNo: z.string(),
  writeOffNo: z.string().exactOptional().describe('The number that is scanned at the counter'),
  state: z.enum(['unused', 'redeemed', 'refunded', 'expired']),
  voucher: z.enum(['pickup', 'gift']),
  itemNo: z.string().exactOptional(),
  itemName: z.string().exactOptional(),
  price: nt,
  startDate: day.exactOptional(),
  redeemedOn: day.exactOptional(),
  refundedOn: day.exactOptional(),
  expiresOn: day.exactOptional(),
}) satisfies z.ZodType<Ticket>;

const reason = z.enum([
  'issueRefused',
  'invalidOrder',
  'issueDelayed',
  'issuanceFailed',
  'issuanceOverdue',
  'recordUnreadable',
  'configuration',
  'numberTaken',
  'amountMismatch',
  'paymentMethod',
  'paymentNotFound',
  'paidTooLate',
  'error',
]);

const attention = z.object({
  reason,
  explanation: z.string(),
  tried: z.string(),
  code: z.string().exactOptional(),
  words: z.string().exactOptional(),
  since: moment,
  reminders: count,
  options: z.array(z.enum(['resubmit', 'abandon', 'cancelOrder'])),
}) satisfies z.ZodType<Attention>;

const decision = z.object({ by: z.string(), why: z.string() });
const tickets = z.object({ tickets: z.array(ticket) });
const refundAmounts = { refundedAmount: nt, refundFee: nt };
const counts = z.object({ counts: z.object({ unused: count, redeemed: count, refunded: count, expired: count }) });
const number = { merchantTradeNo: z.string().exactOptional(), freeTradeNo: z.string().exactOptional() };
const orderRef = z.union([
  z.object({ merchantId: z.string(), platformId: z.string().exactOptional(), merchantTradeNo: z.string() }),
  z.object({ merchantId: z.string(), platformId: z.string().exactOptional(), freeTradeNo: z.string() }),
]);

const BODIES = {
  paymentConfirmed: z.object({ payment }),
  issued: tickets.extend({ ticketTradeNo: z.string() }),
  late: z.object({ issueAcceptedAt: moment }),
  redeemed: tickets,
  redemptionCancelled: tickets,
  refunded: tickets.extend(refundAmounts),
  refundConfirmed: z.object({ tradeAmount: nt, refundedAmount: nt }),
  refundUnconfirmed: z.object({ expectedAmount: nt, confirmedAmount: nt }),
  refundCancelled: tickets.extend(refundAmounts),
  refundAmended: z.object(refundAmounts),
  expired: tickets,
  needsAttention: z.object({ attention }),
  attentionResolved: z.object({ reason }),
  unexpectedPayment: z.object({ payment }),
  settled: counts,
  released: counts,
  cancelled: z.discriminatedUnion('reason', [
    z.object({ reason: z.literal('unpaid') }),
    decision.extend({ reason: z.literal('byOperator') }),
  ]),
  abandoned: decision.extend({ replacedBy: orderRef.exactOptional() }),
} satisfies { [T in MerchantEventType]: z.ZodType<Extract<NewEvent, { type: T }>['data']> };

const envelope = {
  id: z.string().describe('The same however often the event is delivered'),
  sequence: z.int().min(1).describe('Counts within the order'),
  at: moment,
  order: z.object({ merchantId: z.string(), ...number }),
};

const events = (Object.keys(BODIES) as MerchantEventType[]).map((type) =>
  z.object({ ...envelope, type: z.literal(type), data: BODIES[type] }),
);

/**
 * A merchant event, such as the body of a webhook whose signature was verified. Later versions may add types of events, and
 * fields: pass over a type that you do not know. As JSON Schema: `temporal-ecticket/merchant-event.schema.json`.
 */
// That each type goes with its own data is what BODIES holds; a mapped list cannot say so.
export const merchantEventSchema = z.discriminatedUnion(
  'type',
  events as [(typeof events)[number], ...typeof events],
) as unknown as z.ZodType<MerchantEvent>;
