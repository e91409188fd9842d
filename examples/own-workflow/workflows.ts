/** The merchant's own workflow: a booking of seats, with a ticket order as its child. */
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { CancellationScope, proxyActivities, startChild } from '@temporalio/workflow';
import type { OrderSnapshot } from 'temporal-ecticket';
import { childOrder, type ticketOrder, type TicketOrder } from 'temporal-ecticket/workflows';
import type { BookingActivities, BookingOutcome, BookingRequest, PaymentToReturn } from './messages.js';

const MERCHANT_ID = '3085676';
/** NT$ per seat. */
const PRICE = 680;

const { reserveSeats, releaseSeats, returnMoney } = proxyActivities<BookingActivities>({
  startToCloseTimeout: '30 seconds',
  // Seats that are being reserved when the booking is cancelled have to be released.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

/** The server repeats the activity until the order has its tickets or has ended. That adds nothing to the history. */
const { readOrder } = proxyActivities<BookingActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 1.5, maximumInterval: '30 seconds' },
});

/**
 * Reserves the seats, has the customer pay, and waits for the tickets. If the order ends without tickets, the seats
 * are released and the money is returned.
 *
 * To cancel a booking, cancel its order (`ECTicketClient.cancelOrder`). Temporal's Cancel is passed on to the order,
 * which ends unless it is paid. In both cases the booking follows its order.
 */
export async function booking(request: BookingRequest): Promise<BookingOutcome> {
  const { number, seats } = request;
  const ref = { merchantId: MERCHANT_ID, merchantTradeNo: number };
  try {
    if (!(await reserveSeats(number, seats))) return { status: 'soldOut' };
    await startOrder(request);
  } catch (error) {
    // A booking that is started again, or that an operator has reset, follows the order that it has.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) {
      // The order is invalid and was not started, or the booking was cancelled before its order.
      await CancellationScope.nonCancellable(() => releaseSeats(number));
      throw error;
    }
  }
  // A cancelled booking waits too: only its order can say whether there are tickets.
  return await CancellationScope.nonCancellable(async () => {
    const order = await readOrder(ref);
    if (order.status !== 'cancelled' && order.status !== 'abandoned')
      return { status: 'booked', ticketNos: order.tickets.map(({ ticketNo }) => ticketNo) };
    return await compensate(number, order);
  });
}

/** Starts the child. It waits for its payment, and outlives the booking. */
async function startOrder({ number, seats, payWithinMs, callbackBaseUrl, ...customer }: BookingRequest): Promise<void> {
  const order: TicketOrder = {
    ...{ merchantId: MERCHANT_ID, merchantTradeNo: number, operator: 'Booking' },
    ...{ issueType: 'electronic', availability: 'immediate' },
    ...customer,
    items: [{ itemNo: 'VQT04959', quantity: seats }],
  };
  const payment = { due: 'beforeIssue', amount: PRICE * seats, deadline: Date.now() + payWithinMs } as const;
  await startChild<typeof ticketOrder>(
    'ticketOrder',
    childOrder({ order, payment, callbackBaseUrl, callbacks: 'any' }),
  );
}

/** Undoes a booking whose order has ended without tickets. The customer keeps nothing, and gets all money back. */
async function compensate(number: string, { status, payment }: OrderSnapshot): Promise<BookingOutcome> {
  await releaseSeats(number);
  const returned = paymentsOf(number, payment);
  for (const received of returned) await returnMoney(received);
  return { status: 'cancelled', order: status, returned };
}

/** The payments of an order. A notification of a payment that ECPay does not have is no money. */
function paymentsOf(number: string, { paid, notFound, extra }: OrderSnapshot['payment']): PaymentToReturn[] {
  const received = paid === undefined || notFound ? extra : [paid, ...extra];
  return received.map(({ amount, reference = number }) => ({
    reference,
    ...(amount !== undefined && { amount }),
  }));
}
