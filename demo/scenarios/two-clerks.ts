import { TicketActionRefusedError, type TicketActionOutcome } from '../../client/index.js';
import { CUSTOMER, ISSUE_ONLY_MERCHANT } from './test-data.js';
import type { Scenario } from './scenario.js';

/**
 * Two afternoon teas, redeemed through the merchant's backend. Two clerks redeem the same ticket at the same moment.
 */
export const twoClerks: Scenario = {
  title: 'two clerks, one ticket',
  order: (merchantTradeNo) => ({
    merchantId: ISSUE_ONLY_MERCHANT,
    merchantTradeNo,
    operator: 'Demo',
    issueType: 'electronic',
    availability: 'immediate',
    ...CUSTOMER,
    items: [{ itemNo: 'VQT04959', quantity: 2 }],
  }),

  async run({ ecticket, order, timing, payAtMerchantCheckout, report, waitForEvent }) {
    const paid = await payAtMerchantCheckout({ amount: 1360, itemName: '雙人下午茶券 x 2' });
    report('the customer pays NT$1,360 at ECPay');
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: 1360, paid }, timing });
    report('order placed, already paid');
    await waitForEvent('issued');
    const { tickets } = await ecticket.waitForStatus(ref, 'active', { timeoutMs: 60_000 });
    const ticketNo = tickets[0]?.ticketNo ?? '';

    const clerks = ['Amy', 'Ben'];
    report('two clerks redeem one ticket at once');
    const redemptions = clerks.map((operator) => ecticket.redeem(ref, { tickets: { ticketNo }, operator }));
    report(describeRefusal(clerks, await Promise.allSettled(redemptions)));
    await waitForEvent('redeemed');
    await ecticket.cancelRedemption(ref, { tickets: { ticketNo }, operator: 'Amy', reason: '顧客改期' });
    report('the redemption is cancelled');
    await waitForEvent('redemptionCancelled');
    await ecticket.redeem(ref, { tickets: { count: 2 }, operator: 'Ben' });
    report('a clerk redeems both tickets');
    await waitForEvent('settled');
  },

  expected: {
    status: 'settled',
    tickets: { redeemed: 2 },
    events: ['paymentConfirmed', 'issued', 'redeemed', 'redemptionCancelled', 'redeemed', 'settled'],
  },
};

/**
 * Describes why the second clerk was refused.
 *
 * @throws Error unless the order refused exactly one of the two redemptions.
 */
function describeRefusal(
  clerks: readonly string[],
  results: readonly PromiseSettledResult<TicketActionOutcome>[],
): string {
  const errors = results.map((result) => (result.status === 'rejected' ? (result.reason as unknown) : undefined));
  const refusedIndex = errors.findIndex((error) => error !== undefined);
  const refusal = errors[refusedIndex];
  const refusals = errors.filter((error) => error !== undefined).length;
  if (refusals !== 1 || !(refusal instanceof TicketActionRefusedError)) {
    throw new Error(`expected one refusal for two clerks, got ${refusals}: ${errors.map(String).join('; ')}`);
  }
  return `${clerks[refusedIndex]} is refused: ${refusal.reason} by ${refusal.used?.operator ?? 'unknown'}`;
}
