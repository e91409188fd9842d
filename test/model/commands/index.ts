/** All commands, with their frequency. */
import fc from 'fast-check';
import type { Model } from '../model.js';
import type { RealOrder } from '../real-order.js';
import { callbacks } from './callbacks.js';
import { ticketActions, reusedUpdateIds } from './ticket-actions.js';
import { decisions } from './decisions.js';
import { changesAtECPay } from './changes-at-ecpay.js';
import { payments } from './payments.js';
import { shortWaits, longWait } from './time.js';
import { outage, restart, faults } from './faults.js';

type Command = fc.Arbitrary<fc.AsyncCommand<Model, RealOrder>>;

const repeat = <T>(arbitrary: T, times: number): T[] => Array.from({ length: times }, () => arbitrary);

export function anyCommands(replayPath: string | undefined) {
  const all: Command[] = [
    ...repeat(payments, 3).flat(),
    ...repeat(shortWaits, 3).flat(),
    ...repeat<Command>(changesAtECPay, 6),
    ...repeat<Command>(ticketActions, 6),
    ...repeat<Command>(reusedUpdateIds, 3),
    ...repeat(callbacks, 2).flat(),
    ...decisions,
    ...faults,
    restart,
    outage,
    fc.tuple(fc.nat(2)).chain(([dice]) => (dice === 0 ? longWait : changesAtECPay) as Command),
  ];
  return fc.commands(all, { maxCommands: 16, size: 'max', ...(replayPath !== undefined && { replayPath }) });
}
