/** Every command, by how often it comes up. */
import fc from 'fast-check';
import type { Model } from '../model.js';
import type { RealOrder } from '../real-order.js';
import { callbacks } from './callbacks.js';
import { counter, reusedId } from './counter.js';
import { decisions } from './decisions.js';
import { elsewhere } from './elsewhere.js';
import { payments } from './payments.js';
import { ticks, yearTick } from './time.js';
import { outage, restart, trouble } from './trouble.js';

type Command = fc.Arbitrary<fc.AsyncCommand<Model, RealOrder>>;

const often = <T>(arbitrary: T, times: number): T[] => Array.from({ length: times }, () => arbitrary);

export function anyCommands(replayPath: string | undefined) {
  const all: Command[] = [
    ...often(payments, 3).flat(),
    ...often(ticks, 3).flat(),
    ...often<Command>(elsewhere, 6),
    ...often<Command>(counter, 6),
    ...often<Command>(reusedId, 3),
    ...often(callbacks, 2).flat(),
    ...decisions,
    ...trouble,
    restart,
    outage,
    fc.tuple(fc.nat(2)).chain(([dice]) => (dice === 0 ? yearTick : elsewhere) as Command),
  ];
  return fc.commands(all, { maxCommands: 16, size: 'max', ...(replayPath !== undefined && { replayPath }) });
}
