/** `npm run example -- own-workflow [book SEATS]` */
import { createBackend, UsageError } from '../shared/backend.js';
import { CLONE_BUNDLER } from '../shared/clone.js';
import { runWorker } from '../shared/run-worker.js';
import type { PaymentToReturn } from './messages.js';
import { SeatPlan } from './seat-plan.js';
import { runBooking } from './start-booking.js';
import { createBookingWorker } from './worker.js';

const USAGE = 'npm run example -- own-workflow [book SEATS]';

const [command, ...args] = process.argv.slice(2);
await (command === 'book' ? printBooking(args) : runBookings());

async function runBookings(): Promise<void> {
  const services = {
    seatPlan: new SeatPlan(12),
    returnMoney: (payment: PaymentToReturn) => {
      console.log('to be returned in ECPay’s back office:', payment);
      return Promise.resolve();
    },
  };
  await runWorker((backend) => createBookingWorker({ ...backend, ...services, bundlerOptions: CLONE_BUNDLER }), USAGE);
}

async function printBooking([seats = '2', ...others]: readonly string[]): Promise<void> {
  try {
    if (!/^[1-9]\d?$/.test(seats) || others.length > 0)
      throw new UsageError(`Give the number of seats, from 1 to 99. Usage: ${USAGE}`);
    const backend = createBackend(process.env);
    console.log(await runBooking(backend, Number(seats)));
    await backend.client.connection.close();
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
