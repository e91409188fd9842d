/** What the page of an order says about its status. */
import type { OrderSnapshot } from 'temporal-ecticket/client';

/** How the buyer came to the page: ECPay's checkout has sent the browser. Only the order itself says what was paid. */
export type Returned = 'paid' | 'refused' | undefined;

interface OrderStep {
  readonly title: string;
  readonly text: string;
  /** The button that begins another payment. */
  readonly payAgain?: string;
  /** The page changes without the buyer. */
  readonly isWaiting?: true;
  readonly isProblem?: true;
}

export function describeStep(order: OrderSnapshot, returned: Returned): OrderStep {
  const { status, payment, tickets } = order;
  if (tickets.length > 0) return describeTickets(order);
  switch (status) {
    case 'awaitingPayment':
      return describeAwaitedPayment(returned);
    case 'issuing':
    case 'awaitingIssuance':
    case 'active':
      return { title: 'Paid', text: 'ECPay issues your tickets. They appear here by themselves.', isWaiting: true };
    case 'needsAttention':
      return {
        title: 'A moment, please',
        text: 'Your payment is recorded. The staff checks this order. The tickets appear here, or you get your money back.',
        isWaiting: true,
        isProblem: true,
      };
    case 'cancelled':
      return payment.paid === undefined && payment.extra.length === 0
        ? { title: 'Not paid', text: 'This order was cancelled: no payment arrived.', payAgain: 'Order again' }
        : { title: 'Cancelled', text: 'This order was cancelled. You get your money back.', isProblem: true };
    case 'settled':
    case 'released':
    case 'abandoned':
      return { title: 'Ended', text: 'This order has ended without tickets. Ask the staff about it.', isProblem: true };
  }
}

function describeAwaitedPayment(returned: Returned): OrderStep {
  switch (returned) {
    case 'paid':
      return { title: 'Payment on its way', text: 'ECPay confirms your payment. Do not pay again.', isWaiting: true };
    case 'refused':
      return {
        title: 'Payment refused',
        text: 'The bank has refused the payment. Nothing was charged.',
        payAgain: 'Try again',
        isWaiting: true,
        isProblem: true,
      };
    case undefined:
      return {
        title: 'Not paid yet',
        text: 'If you have left ECPay’s page, you can begin the payment again. An order waits for 30 minutes.',
        payAgain: 'Pay now',
        isWaiting: true,
      };
  }
}

function describeTickets({ counts, status }: OrderSnapshot): OrderStep {
  const parts = [
    `${counts.unused} to use`,
    ...(counts.redeemed > 0 ? [`${counts.redeemed} used`] : []),
    ...(counts.refunded > 0 ? [`${counts.refunded} refunded`] : []),
    ...(counts.expired > 0 ? [`${counts.expired} expired`] : []),
  ];
  if (counts.unused === 0) return { title: 'Nothing left to use', text: parts.join(' · ') };
  const isOpen = status === 'active' || status === 'needsAttention';
  return { title: 'Your vouchers', text: parts.join(' · '), ...(isOpen && { isWaiting: true }) };
}
