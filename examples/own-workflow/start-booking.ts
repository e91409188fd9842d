/** Starts a booking and waits for its outcome. */
import { randomBytes } from 'node:crypto';
import type { Backend } from '../shared/backend.js';
import type { BookingOutcome } from './messages.js';
import { TASK_QUEUE } from './worker.js';
import type { booking } from './workflows.js';

export async function runBooking({ client, callbackBaseUrl }: Backend, seats: number): Promise<BookingOutcome> {
  const number = `SEAT${randomBytes(6).toString('hex')}`;
  const handle = await client.workflow.start<typeof booking>('booking', {
    workflowId: `booking/${number}`,
    taskQueue: TASK_QUEUE,
    args: [
      {
        ...{ number, seats, callbackBaseUrl, payWithinMs: 30 * 60_000 },
        ...{ customerName: '王珊珊', customerPhone: '0912345678', customerEmail: 'customer@example.com' },
      },
    ],
  });
  console.log(`booking ${number} waits for its payment: npm run ecticket -- trigger payment 3085676/${number}`);
  return await handle.result();
}
