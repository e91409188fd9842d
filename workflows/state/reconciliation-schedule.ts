/** When an issued order that hears nothing asks by itself, and when it stops to wait. Times in ms since the epoch. */
import { endOfDayInTaipei } from '../messages/taipei.js';
import { ticketsOf } from './stage.js';
import type { OrderState } from './order-state.js';
import type { OrderTiming } from '../messages/timing.js';

/** Orders placed together would ask together; each waits up to this share longer. */
const JITTER = 0.1;

/** Settings of nothing at all must not become a loop without a pause. */
const SHORTEST = 1000;

/** ECPay's own day-end jobs need a while; asked in the same minute, its record would still show the day before. */
const AFTER_DAY_END = 60 * 60 * 1000;

/**
 * The moment of the next question: at a growing interval, but no later than just after the escrow's end, just after a
 * gift voucher's last day, and the moment of release. `dice` is from 0 to 1.
 */
export function nextReconciliationAt(state: OrderState, timing: OrderTiming, now: number, dice: number): number {
  const grown = Math.min(
    timing.firstReconciliation * 2 ** state.unchangedReconciliations,
    timing.longestReconciliation,
  );
  const interval = Math.max(grown, SHORTEST);
  const quiet = now + interval * (1 + JITTER * dice);
  const moments = [...dayEnds(state), releaseAt(state, timing) ?? Infinity].filter((at) => at > now);
  return Math.min(quiet, ...moments);
}

/**
 * Escrow is over (or there is none), nothing but pickup vouchers is unused, and nothing was heard for the time that is set: as
 * ECPay's record says that was read after all this. A record that cannot be read releases no order.
 */
export function isReleaseDue(state: OrderState, timing: OrderTiming): boolean {
  const at = releaseAt(state, timing);
  return at !== undefined && state.reconciledAt !== undefined && at <= state.reconciledAt;
}

function releaseAt(state: OrderState, timing: OrderTiming): number | undefined {
  if (state.stage.status !== 'active') return undefined;
  const { escrowEndsOn, tickets } = state.stage.record;
  const giftWaits = tickets.some(({ voucher, state }) => voucher === 'gift' && state === 'unused');
  if (giftWaits) return undefined;
  const escrowEnd = escrowEndsOn === undefined ? NaN : endOfDayInTaipei(escrowEndsOn);
  if (Number.isNaN(escrowEnd)) return state.lastChangeAt + timing.releaseAfterWithoutEscrow;
  return Math.max(escrowEnd + AFTER_DAY_END, state.lastChangeAt) + timing.releaseAfter;
}

function dayEnds(state: OrderState): number[] {
  const escrowEnd = state.stage.status === 'active' ? state.stage.record.escrowEndsOn : undefined;
  const giftEnds = ticketsOf(state)
    .filter(({ voucher, state }) => voucher === 'gift' && state === 'unused')
    .map(({ expiresOn }) => expiresOn);
  return [escrowEnd, ...giftEnds]
    .filter((day) => day !== undefined)
    .map((day) => endOfDayInTaipei(day) + AFTER_DAY_END);
}
