/** Attempts of activities against the simulated ECPay and merchant. */
import type {
  CheckPaymentRequest,
  IssueRequest,
  PollIssuanceRequest,
  PollRefundRequest,
  UpdateTicketsRequest,
} from '../../workflows/messages/activities.js';
import type { MerchantEvent } from '../../workflows/messages/merchant-events.js';
import { PENDING, type SimulatedECPay } from './ecpay.js';
import type { SimulatedMerchant } from './merchant.js';
import type { OpenActivity } from './open-work.js';
import type { ActivityEnd } from './plan.js';
import {
  cancelled,
  completed,
  failedAfterCancellation,
  failedPermanently,
  timedOut,
  type Resolution,
} from './resolutions.js';

/** Whether faults are over: ECPay and the merchant answer completely. */
export interface World {
  readonly ecpay: SimulatedECPay;
  readonly merchant: SimulatedMerchant;
  now: number;
  isFaulty: boolean;
}

/** Lets an attempt act. @returns the activity's result, or PENDING if the activity is attempted again later */
export function attempt(world: World, activity: OpenActivity, variant: number): unknown {
  const { ecpay, now, isFaulty } = world;
  const { request, hasStarted } = activity;
  activity.hasStarted = true;
  switch (activity.type) {
    case 'checkPlacement':
      return ecpay.isPlacementValid ? { outcome: 'valid' } : { outcome: 'invalid', violations: VIOLATIONS };
    case 'checkPayment':
      return ecpay.checkPayment(request as CheckPaymentRequest, now, !isFaulty || variant % 4 > 0);
    case 'issue':
      return ecpay.issue(request as IssueRequest, hasStarted);
    case 'pollIssuance':
      return ecpay.pollIssuance(request as PollIssuanceRequest, now);
    case 'fetchOrder':
      if (ecpay.status !== 'issued') return PENDING;
      if (isFaulty && variant % 12 === 5) return ecpay.incompleteRecord();
      // The answer to a read may take long.
      return isFaulty && variant % 3 === 0 ? ecpay.recordBefore(activity.scheduledAt) : ecpay.record;
    case 'pollRefund':
      return ecpay.pollRefund(request as PollRefundRequest, now);
    case 'updateTickets':
      return ecpay.updateTickets(request as UpdateTicketsRequest, now, hasStarted, isFaulty ? variant : 0);
    case 'deliverEvents':
      return deliver(world, request as readonly MerchantEvent[], variant);
    default:
      throw new Error(`An unknown activity was scheduled: ${activity.type}`);
  }
}

const VIOLATIONS = [{ path: 'items', rule: 'onSale', message: 'not on sale', fix: 'choose another item' }];

/** The merchant accepts all events, or the first ones only. */
function deliver({ merchant, isFaulty }: World, events: readonly MerchantEvent[], variant: number): number {
  const accepted = events.slice(0, isFaulty && variant % 3 === 0 ? 1 : undefined);
  for (const event of accepted) merchant.accept(event);
  return accepted.at(-1)?.sequence ?? 0;
}

/** Ends an activity as planned, if it can end so. @returns undefined if it continues */
export function endOf(
  world: World,
  activity: OpenActivity,
  { how, hasActed, variant }: ActivityEnd,
): Resolution | undefined {
  const isProviderCall = activity.type !== 'deliverEvents' && activity.type !== 'checkPlacement';
  if (activity.isCancelRequested && (how === 'cancelled' || how === 'failsAfterCancellation')) {
    if (hasActed) attempt(world, activity, variant);
    return how === 'cancelled' ? cancelled() : failedAfterCancellation();
  }
  if (isProviderCall && (how === 'fails' || how === 'failsByConfiguration')) {
    if (hasActed) attempt(world, activity, variant);
    return failedPermanently(how === 'failsByConfiguration');
  }
  if (how === 'neverStarts' && activity.hasScheduleToStartTimeout)
    return timedOut('scheduleToStart', activity.hasStarted);
  const result = attempt(world, activity, variant);
  return result === PENDING ? undefined : completed(result);
}
