/** zod schema of merchant events, for the backends that receive them. It has the types of `MerchantEvent`. */
import { z } from 'zod';
import type { Ticket } from '../ecticket/provider-order.js';
import type { MerchantEvent, MerchantEventType, NewEvent } from '../workflows/messages/merchant-events.js';
import type { Attention, Payment } from '../workflows/messages/order.js';

const amount = z.int().describe('NT$');
const timestamp = z.iso.datetime().describe('ISO 8601, UTC');
const day = z.string().describe('yyyymmdd, Asia/Taipei');
const count = z.int().min(0);

const payment = z.object({
  amount: amount.exactOptional(),
  reference: z.string().exactOptional().describe("The payment provider's own number"),
  paidAt: z.string().exactOptional().describe('ISO 8601'),
  method: z
    .enum(['creditOneTime', 'other'])
    .exactOptional()
    .describe('A one-time credit card payment, or another method'),
  source: z
    .enum(['aioNotice', 'embeddedNotice'])
    .exactOptional()
    .describe("The kind of ECPay's payment notification that reported it"),
}) satisfies z.ZodType<Payment>;

const ticket = z.object({
  ticketNo: z.string(),
  writeOffNo: z.string().exactOptional().describe('The redemption number, as the barcode of the ticket has it'),
  state: z.enum(['unused', 'redeemed', 'refunded', 'expired']),
  voucher: z.enum(['pickup', 'gift']),
  itemNo: z.string().exactOptional(),
  itemName: z.string().exactOptional(),
  price: amount,
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
  'paymentUnconfirmed',
  'paidTooLate',
  'error',
]);

const attention = z.object({
  reason,
  explanation: z.string(),
  tried: z.string(),
  code: z.string().exactOptional(),
  message: z.string().exactOptional(),
  since: timestamp,
  reminders: count,
  options: z.array(z.enum(['resubmit', 'abandon', 'cancelOrder'])),
}) satisfies z.ZodType<Attention>;

const decision = z.object({ by: z.string(), why: z.string() });
const violation = z.object({ path: z.string(), rule: z.string(), message: z.string(), fix: z.string() });
const tickets = z.object({ tickets: z.array(ticket) });
const refundAmounts = { refundedAmount: amount, refundFee: amount };
const counts = z.object({ counts: z.object({ unused: count, redeemed: count, refunded: count, expired: count }) });
const tradeNumbers = { merchantTradeNo: z.string().exactOptional(), freeTradeNo: z.string().exactOptional() };
const orderRef = z.union([
  z.object({ merchantId: z.string(), platformId: z.string().exactOptional(), merchantTradeNo: z.string() }),
  z.object({ merchantId: z.string(), platformId: z.string().exactOptional(), freeTradeNo: z.string() }),
]);

const DATA_SCHEMAS = {
  paymentConfirmed: z.object({ payment }),
  issued: tickets.extend({ ticketTradeNo: z.string() }),
  late: z.object({ issueAcceptedAt: timestamp }),
  redeemed: tickets,
  redemptionCancelled: tickets,
  refunded: tickets.extend(refundAmounts),
  refundConfirmed: z.object({ tradeAmount: amount, refundedAmount: amount }),
  refundUnconfirmed: z.object({ expectedAmount: amount, confirmedAmount: amount }),
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
    z.object({ reason: z.literal('invalid'), violations: z.array(violation) }),
    decision.extend({ reason: z.literal('byOperator') }),
  ]),
  abandoned: decision.extend({ replacedBy: orderRef.exactOptional() }),
} satisfies { [T in MerchantEventType]: z.ZodType<Extract<NewEvent, { type: T }>['data']> };

const envelope = {
  id: z.string().describe('The same in every delivery of the event'),
  sequence: z.int().min(1).describe('Numbers the events of the order'),
  at: timestamp,
  order: z.object({ merchantId: z.string(), ...tradeNumbers }),
};

export const EVENT_TYPES = Object.keys(DATA_SCHEMAS) as readonly MerchantEventType[];

/** Any event, of this or a later version. */
export const unknownEventSchema = z.object({ ...envelope, type: z.string(), data: z.unknown() });

const events = EVENT_TYPES.map((type) => z.object({ ...envelope, type: z.literal(type), data: DATA_SCHEMAS[type] }));

/**
 * Schema of a merchant event: the body of a webhook, after its signature is verified. Later versions may add event
 * types and fields, so ignore unknown types. As JSON Schema:
 * `temporal-ecticket/merchant-event.schema.json`.
 */
// DATA_SCHEMAS pairs each type with its data. TypeScript cannot infer that from a mapped list.
export const merchantEventSchema = z.discriminatedUnion(
  'type',
  events as [(typeof events)[number], ...typeof events],
) as unknown as z.ZodType<MerchantEvent>;
