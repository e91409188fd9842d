import { TicketActionRefusedError, type TicketActionOutcome } from '../../client/index.js';
import { CUSTOMER, ISSUE_ONLY_MERCHANT } from './customer.js';
import type { Scenario } from './scenario.js';

/** Two afternoon teas, redeemed by the merchant's own till. Two clerks scan the same ticket at the same moment. */
export const ownCounter: Scenario = {
  title: "the merchant's own till",
  order: (merchantTradeNo) => ({
    merchantId: ISSUE_ONLY_MERCHANT,
    merchantTradeNo,
    operator: 'Demo',
    issueType: 'electronic',
    availability: 'immediate',
    ...CUSTOMER,
    items: [{ itemNo: 'VQT04959', quantity: 2 }],
  }),

  async play({ ecticket, order, timing, payShop, say, hear }) {
    const paid = await payShop({ amount: 1360, itemName: '雙人下午茶券 x 2' });
    say('the customer pays NT$1,360 at ECPay');
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: 1360, paid }, timing });
    say('placed, paid already');
    await hear('issued');
    const { tickets } = await ecticket.getOrder(ref);
    const ticketNo = tickets[0]?.ticketNo ?? '';

    const clerks = ['Amy', 'Ben'];
    say('two clerks scan one ticket at once');
    const scans = clerks.map((operator) => ecticket.redeem(ref, { tickets: { ticketNo }, operator }));
    say(toldTooLate(clerks, await Promise.allSettled(scans)));
    await hear('redeemed');
    await ecticket.cancelRedemption(ref, { tickets: { ticketNo }, operator: 'Amy', reason: '顧客改期' });
    say('the redemption is cancelled');
    await hear('redemptionCancelled');
    await ecticket.redeem(ref, { tickets: { count: 2 }, operator: 'Ben' });
    say('both tickets are redeemed');
    await hear('settled');
  },

  expected: {
    status: 'settled',
    tickets: { redeemed: 2 },
    events: ['paymentConfirmed', 'issued', 'redeemed', 'redemptionCancelled', 'redeemed', 'settled'],
  },
};

/** What the clerk who was too late is told. Throws unless one of the two has succeeded and the other hears who. */
function toldTooLate(clerks: readonly string[], scans: readonly PromiseSettledResult<TicketActionOutcome>[]): string {
  const refusals = scans.map((scan) => (scan.status === 'rejected' ? (scan.reason as unknown) : undefined));
  const tooLate = refusals.findIndex((reason) => reason !== undefined);
  const refusal = refusals[tooLate];
  const refused = refusals.filter((reason) => reason !== undefined).length;
  if (refused !== 1 || !(refusal instanceof TicketActionRefusedError)) {
    throw new Error(`of two clerks at once ${refused} were refused: ${refusals.map(String).join('; ')}`);
  }
  return `${clerks[tooLate]} is told ${refusal.reason}, by ${refusal.used?.operator ?? 'nobody'}`;
}
