/** The merchant's Worker: bookings on its own task queue, and the orders beside it. */
import { fileURLToPath } from 'node:url';
import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import { ECTicketPlugin, type ECTicketOptions } from 'temporal-ecticket/worker';
import { createBookingActivities, type BookingServices } from './activities.js';

export interface BookingWorkerOptions extends BookingServices, Pick<WorkerOptions, 'bundlerOptions'> {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly orderOptions: ECTicketOptions;
}

export const TASK_QUEUE = 'bookings';

export async function createBookingWorker(options: BookingWorkerOptions): Promise<Worker> {
  const { connection, namespace, orderOptions, bundlerOptions = {}, ...services } = options;
  return await Worker.create({
    connection,
    namespace,
    taskQueue: TASK_QUEUE,
    workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)), // .js, if you compile the Worker
    bundlerOptions,
    activities: createBookingActivities(services),
    // The child orders run on the workers of the plugin.
    plugins: [new ECTicketPlugin(orderOptions)],
    shutdownGraceTime: '10 seconds',
  });
}
