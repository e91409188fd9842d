import type { IssueData } from '../book/issue-data.js';
import type { Clock } from '../time/clock.js';
import type { PaymentBook } from './payment-book.js';
import type { PaymentMerchants } from './payment-merchant.js';

interface Parts {
  readonly clock: Clock;
  readonly payments: PaymentBook;
  readonly paymentMerchants: PaymentMerchants;
}

/**
 * Whether an order may be issued as far as money goes: "due to the bank's escrow function, the payment method is limited to
 * one-time payment by credit card", and gift vouchers alone need no payment. Amounts are not compared.
 */
export function isPaidIn({ clock, payments, paymentMerchants }: Parts): (order: IssueData) => boolean {
  return ({ MerchantID, MerchantTradeNo, PaymentProvider }) => {
    if (MerchantTradeNo === undefined || PaymentProvider === '2') return true;
    return paymentMerchants.of(MerchantID).some((paymentMerchantId) => {
      const known = payments.known(paymentMerchantId, MerchantTradeNo, clock.now());
      return known?.isPaid === true && known.payment.method === 'credit';
    });
  };
}
