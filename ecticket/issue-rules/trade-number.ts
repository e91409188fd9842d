import { broken, type Rule } from './draft.js';

/** MerchantTradeNo or FreeTradeNo, and never both. */
export const tradeNumberRule: Rule = ({ MerchantTradeNo, FreeTradeNo }) => {
  if (MerchantTradeNo === undefined && FreeTradeNo === undefined) {
    return [
      broken('oneTradeNumber', ['MerchantTradeNo'], 'Give the order the number of its payment, or a gift number.'),
    ];
  }
  if (MerchantTradeNo !== undefined && FreeTradeNo !== undefined) {
    return [broken('oneTradeNumber', ['FreeTradeNo'], 'Keep the one that fits what the order holds.')];
  }
  return [];
};

/**
 * Which items are gift vouchers cannot be seen in an order, but only they have an expiration date. So every item of a
 * FreeTradeNo has one, and at least one item of a MerchantTradeNo has none: no legal order is refused.
 */
export const voucherRule: Rule = ({ MerchantTradeNo, FreeTradeNo, TicketInfo }) => {
  const items = TicketInfo ?? [];
  if (FreeTradeNo !== undefined && MerchantTradeNo === undefined) {
    return items.flatMap(({ ExpireDate }, index) =>
      ExpireDate === undefined
        ? [broken('expireDateNeeded', ['TicketInfo', index, 'ExpireDate'], 'Fill in the last day of use, yyyymmdd.')]
        : [],
    );
  }
  if (MerchantTradeNo === undefined || FreeTradeNo !== undefined || items.length === 0) return [];
  if (items.some(({ ExpireDate }) => ExpireDate === undefined)) return [];
  const fix = 'Take the expiration date from the pickup vouchers; if all are gift vouchers, use a FreeTradeNo instead.';
  return [broken('pickupVoucherInOrder', ['TicketInfo'], fix)];
};
