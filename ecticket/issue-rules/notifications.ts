import { warned, type Rule } from './draft.js';

/**
 * The page asks for both URLs when there are pickup vouchers, "to receive notifications"; its own examples leave them
 * out. An order under a MerchantTradeNo has pickup vouchers.
 */
export const notificationRule: Rule = ({ MerchantTradeNo, RefundNotifyURL, UseStatusNotifyURL }) => {
  if (MerchantTradeNo === undefined) return [];
  const mend = 'Fill in a URL whose domain ECPay has let through its firewall.';
  return [
    ...(RefundNotifyURL === undefined ? [warned('refundNotifyUrlMissing', ['RefundNotifyURL'], mend)] : []),
    ...(UseStatusNotifyURL === undefined ? [warned('useStatusNotifyUrlMissing', ['UseStatusNotifyURL'], mend)] : []),
  ];
};
