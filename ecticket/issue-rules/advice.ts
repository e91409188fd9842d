import { checkEachItem, warned, type OrderDraft, type Rule } from './draft.js';
import type { WarningName } from './messages.js';

const NEEDED_TO_SEND = [
  { rule: 'customerNameAdvised', field: 'CustomerName' },
  { rule: 'customerAddressAdvised', field: 'CustomerAddress' },
] as const satisfies readonly { rule: WarningName; field: keyof OrderDraft }[];

/** What the pages advise and do not require: the order is sent as it is. */
export const adviceRule: Rule = (order) => [...paperToSend(order), ...giftsWithFaceValue(order)];

/** Paper that ECPay prints is delivered; name and address are required "if" it goes to the customer. */
function paperToSend(order: OrderDraft) {
  if (order.IssueType !== '2' || order.PrintType !== '1') return [];
  return NEEDED_TO_SEND.filter(({ field }) => order[field] === undefined).map(({ rule, field }) =>
    warned(rule, [field], 'Fill it in, unless ECPay is to deliver the tickets to you.'),
  );
}

/** The overview page calls gift vouchers those "without a face value"; only they have an expiration date. */
function giftsWithFaceValue(order: OrderDraft) {
  if (order.IssueType !== '4') return [];
  return checkEachItem(order, ({ ExpireDate, TicketPrice }, place) => {
    const isGift = ExpireDate !== undefined || order.FreeTradeNo !== undefined;
    if (!isGift || typeof TicketPrice !== 'number' || TicketPrice === 0) return [];
    return [warned('giftVoucherFaceValue', [...place, 'TicketPrice'], 'Write 0, or sell it as a pickup voucher.')];
  });
}
