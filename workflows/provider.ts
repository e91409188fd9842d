/** ECPay, as the workflow calls it. */
import { proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type { ProviderActivities } from '../activities/index.js';
import { PROVIDER_TASK_QUEUE } from './names.js';

/**
 * Retried for as long as it takes: a failure that time mends is never an order's end. One HTTP call ends after 40 seconds
 * at the latest, and an attempt makes up to three (one more a ticket at the counter). No two calls for one order are in flight: a cancelled one is waited
 * for, which is the default.
 */
const OPTIONS = {
  taskQueue: PROVIDER_TASK_QUEUE,
  startToCloseTimeout: '3 minutes',
  heartbeatTimeout: '45 seconds',
  retry: { initialInterval: '2 seconds', maximumInterval: '5 minutes' },
} as const satisfies ActivityOptions;

/** The activities that call ECPay; `summary` is what the Web UI says of the call: what is asked, and for which order. */
export function provider(
  summary: string,
  options: ActivityOptions = {},
): ReturnType<typeof proxyActivities<ProviderActivities>> {
  return proxyActivities<ProviderActivities>({ ...OPTIONS, ...options, summary });
}
