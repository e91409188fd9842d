/** The merchant's own activities. */
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { OrderRef } from 'temporal-ecticket';
import type { ECTicketClient, OrderSnapshot } from 'temporal-ecticket/client';
import type { BookingActivities } from './messages.js';
import type { SeatPlan } from './seat-plan.js';

export interface BookingServices {
  readonly ecticket: Pick<ECTicketClient, 'getOrder'>;
  readonly seatPlan: SeatPlan;
  /**
   * Checks that ECPay has the payment, and returns it to the customer, in ECPay's back office or by its API. The same
   * `reference` is one payment.
   */
  readonly returnMoney: BookingActivities['returnMoney'];
}

export function createBookingActivities({ ecticket, seatPlan, returnMoney }: BookingServices): BookingActivities {
  return {
    reserveSeats: (number, seats) => Promise.resolve(seatPlan.reserve(number, seats)),
    releaseSeats: (number) => {
      seatPlan.release(number);
      return Promise.resolve();
    },
    returnMoney,
    readOrder: async (ref) => {
      const order = await readLatest(ecticket, ref);
      if (WITHOUT_TICKETS_YET.includes(order.status)) throw notYet(order);
      return order;
    },
  };
}

/**
 * Reads an order, or the one that an operator has placed for it under a new number. That one has its payment. Payments
 * that the first order could not use stay with the first order.
 */
async function readLatest(ecticket: BookingServices['ecticket'], ref: OrderRef): Promise<OrderSnapshot> {
  const order = await ecticket.getOrder(ref);
  if (order.replacedBy === undefined) return order;
  const next = await readLatest(ecticket, order.replacedBy);
  return { ...next, payment: { ...next.payment, extra: [...order.payment.extra, ...next.payment.extra] } };
}

/** An order that needs attention may still get its tickets: an operator decides, and is alerted. */
const WITHOUT_TICKETS_YET: readonly OrderSnapshot['status'][] = [
  'awaitingPayment',
  'issuing',
  'awaitingIssuance',
  'needsAttention',
];

/** Benign: the SDK neither logs it as a warning nor counts it as a failed activity. */
function notYet({ status }: OrderSnapshot): ApplicationFailure {
  return ApplicationFailure.create({
    message: `The order has no tickets yet. It is ${status}.`,
    type: 'NO_TICKETS_YET',
    category: ApplicationFailureCategory.BENIGN,
  });
}
