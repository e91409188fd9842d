import { whyECPayCannotCall } from '../callback-address.js';
import { broken, warned, type Rule } from './draft.js';
import type { RuleName } from './messages.js';

/**
 * The page asks for both URLs when there are pickup vouchers, "to receive notifications"; its own examples leave them
 * out. An order under a MerchantTradeNo has pickup vouchers.
 */
export const notificationRule: Rule = ({ MerchantTradeNo, RefundNotifyURL, UseStatusNotifyURL }) => {
  if (MerchantTradeNo === undefined) return [];
  const fix = 'Fill in a URL whose domain ECPay has let through its firewall.';
  return [
    ...(RefundNotifyURL === undefined ? [warned('refundNotifyUrlMissing', ['RefundNotifyURL'], fix)] : []),
    ...(UseStatusNotifyURL === undefined ? [warned('useStatusNotifyUrlMissing', ['UseStatusNotifyURL'], fix)] : []),
  ];
};

const CALLED = [
  { rule: 'refundNotifyUrlCallable', field: 'RefundNotifyURL' },
  { rule: 'useStatusNotifyUrlCallable', field: 'UseStatusNotifyURL' },
] as const satisfies readonly { rule: RuleName; field: string }[];

/** Addresses that ECPay can call (developers.ecpay.com.tw/?p=32155). The sandbox calls any. */
export const callableRule: Rule = (order, { callbacks }) => {
  if (callbacks === 'any') return [];
  return CALLED.flatMap(({ rule, field }) => {
    const url = order[field];
    const why = typeof url === 'string' ? whyECPayCannotCall(url) : undefined;
    return why === undefined ? [] : [broken(rule, [field], `It ${why}. Use a public address at port 80 or 443.`)];
  });
};
