/**
 * When an order reconciles without a callback, and when it is released. Times are milliseconds since the epoch. Pure.
 */
import { endOfDayInTaipei } from '../messages/taipei.js';
import { ticketsOf } from './stage.js';
import type { OrderState } from './order-state.js';
import type { OrderTiming } from '../messages/timing.js';

/**
 * Each interval is longer by a random share of up to this, so that orders placed together do not query ECPay together.
 */
const JITTER = 0.1;

/** Shortest interval, so that timing settings of 0 do not make the workflow loop. */
const MIN_INTERVAL_MS = 1000;

/** Time that ECPay's day-end jobs are given after midnight before their results are read. */
const DAY_END_JOBS_MS = 60 * 60 * 1000;

/**
 * When to reconcile next: after a growing interval, but no later than just after the end of escrow, just after a gift
 * voucher's last day, and the moment of release.
 *
 * @param random from 0 to 1, for the jitter
 */
export function nextReconciliationAt(state: OrderState, timing: OrderTiming, now: number, random: number): number {
  const grown = Math.min(
    timing.firstReconciliation * 2 ** state.unchangedReconciliations,
    timing.longestReconciliation,
  );
  const interval = Math.max(grown, MIN_INTERVAL_MS);
  const regular = now + interval * (1 + JITTER * random);
  const moments = [...dayEnds(state), releaseAt(state, timing) ?? Infinity].filter((at) => at > now);
  return Math.min(regular, ...moments);
}

/**
 * Whether the order can be released: escrow is over or there is none, no gift voucher is unused, nothing has changed
 * for `releaseAfter`, and ECPay's record was read after all of that. An order whose record cannot be read is not
 * released.
 */
export function isReleaseDue(state: OrderState, timing: OrderTiming): boolean {
  const at = releaseAt(state, timing);
  return at !== undefined && state.reconciledAt !== undefined && at <= state.reconciledAt;
}

function releaseAt(state: OrderState, timing: OrderTiming): number | undefined {
  if (state.stage.status !== 'active') return undefined;
  const { escrowEndsOn, tickets } = state.stage.record;
  const hasUnusedGift = tickets.some(({ voucher, state }) => voucher === 'gift' && state === 'unused');
  if (hasUnusedGift) return undefined;
  const escrowEnd = escrowEndsOn === undefined ? NaN : endOfDayInTaipei(escrowEndsOn);
  if (Number.isNaN(escrowEnd)) return state.lastChangeAt + timing.releaseAfterWithoutEscrow;
  return Math.max(escrowEnd + DAY_END_JOBS_MS, state.lastChangeAt) + timing.releaseAfter;
}

function dayEnds(state: OrderState): number[] {
  const escrowEnd = state.stage.status === 'active' ? state.stage.record.escrowEndsOn : undefined;
  const giftEnds = ticketsOf(state)
    .filter(({ voucher, state }) => voucher === 'gift' && state === 'unused')
    .map(({ expiresOn }) => expiresOn);
  return [escrowEnd, ...giftEnds]
    .filter((day) => day !== undefined)
    .map((day) => endOfDayInTaipei(day) + DAY_END_JOBS_MS);
}
