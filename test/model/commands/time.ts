/** Passes time. */
import fc from 'fast-check';
import type { Model } from '../model.js';
import type { RealOrder } from '../real-order.js';
import { ModelCommand } from './step.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * Milliseconds, chosen so that no wait ends together with one of the order's timers: the time-skipping server
 * sometimes loses a task if a timer fires at the moment of a call.
 */
const LENGTHS = {
  '7 minutes': 7.23 * MINUTE,
  'a day': DAY + 17.52 * MINUTE,
  'a week': 7 * DAY + 43.13 * MINUTE,
  'past the escrow': 400 * DAY + 67.06 * MINUTE,
};

class PassTime extends ModelCommand {
  constructor(readonly length: keyof typeof LENGTHS) {
    super();
  }

  /** A year makes a long history, which workers without a cache would replay at every task. */
  override check({ hasCache }: Model): boolean {
    return this.length !== 'past the escrow' || hasCache;
  }

  protected async act(_model: Model, real: RealOrder): Promise<void> {
    await real.passTime(LENGTHS[this.length]);
  }

  toString(): string {
    return `passTime(${this.length})`;
  }
}

export const shortWaits = [
  fc.constantFrom('7 minutes' as const, 'a day' as const).map((length) => new PassTime(length)),
  fc.constantFrom('7 minutes' as const, 'a week' as const).map((length) => new PassTime(length)),
];

/** Rare, since the order reconciles fifty times meanwhile. */
export const longWait = fc.constant(new PassTime('past the escrow'));
