/** ECPay's callbacks: the daily job, disturbed callbacks, replays and bursts. */
import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { Model } from '../model.js';
import type { RealOrder } from '../real-order.js';
import { ModelCommand } from './step.js';

class RunDailyJob extends ModelCommand {
  protected async act(_model: Model, real: RealOrder): Promise<void> {
    await real.runCallbacks();
  }

  toString(): string {
    return 'runDailyJob';
  }
}

class DisturbCallbacks extends ModelCommand {
  constructor(
    readonly kind: 'drop' | 'duplicate' | 'reorder',
    readonly times: number,
  ) {
    super();
  }

  protected async act(_model: Model, real: RealOrder): Promise<void> {
    await real.control('faults', { on: 'callbacks', kind: this.kind, times: this.times, tradeNo: real.tradeNo });
  }

  toString(): string {
    return `${this.kind}Callbacks(${this.times})`;
  }
}

/** Posts an earlier callback again. */
class ReplayCallback extends ModelCommand {
  constructor(readonly index: number) {
    super();
  }

  protected async act(_model: Model, real: RealOrder): Promise<void> {
    const known = real.callbacks();
    const chosen = known[this.index % known.length];
    if (chosen !== undefined) expect(await real.post(chosen)).toBe(200);
  }

  toString(): string {
    return `replayCallback(#${this.index})`;
  }
}

/** Sends many callbacks at once, through the receiver or as signals. */
class SendManyCallbacks extends ModelCommand {
  constructor(
    readonly count: number,
    readonly by: 'receiver' | 'signal',
  ) {
    super();
  }

  protected async act(_model: Model, real: RealOrder): Promise<void> {
    if (!(await real.isRunning())) return;
    if (this.by === 'signal') await real.signal(this.count);
    else {
      // 503 after eight seconds on a busy machine: ECPay then sends the callback again.
      const statuses = await real.callBackConcurrently(this.count);
      expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
    }
  }

  toString(): string {
    return `sendManyCallbacks(${this.count}, by ${this.by})`;
  }
}

export const callbacks = [
  fc.constant(new RunDailyJob()),
  // ECPay gives up a callback that is dropped five times.
  fc
    .tuple(fc.constantFrom('drop' as const, 'duplicate' as const, 'reorder' as const), fc.constantFrom(1, 5))
    .map(([kind, times]) => new DisturbCallbacks(kind, times)),
  fc.nat(5).map((index) => new ReplayCallback(index)),
  fc.constantFrom('receiver' as const, 'signal' as const).map((by) => new SendManyCallbacks(30, by)),
];
