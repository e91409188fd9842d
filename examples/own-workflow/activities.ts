/** The merchant's own activities. */
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
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
      const order = await ecticket.getOrder(ref);
      if (WITHOUT_TICKETS_YET.includes(order.status)) throw notYet(order);
      return order;
    },
  };
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
