import { setTimeout as sleep } from 'node:timers/promises';
import type { ECTicketClient } from '../index.js';
import { tradeNoOf } from '../workflows/names.js';
import type { Progress } from './display/progress.js';
import { playOrder, type Cast, type Surroundings } from './play-order.js';
import type { Verdict } from './verdict.js';

/** More orders at the same time only wait for each other. */
const AT_ONCE = 40;
/** Milliseconds between two looks where the orders stand. */
const LOOK_AGAIN_AFTER = 250;

/** Plays all orders, several at the same time; answers their verdicts in the same order. */
export async function playAll(casts: readonly Cast[], around: Surroundings, progress: Progress): Promise<Verdict[]> {
  const over = new AbortController();
  const watching = watch(around.ecticket, progress, AbortSignal.any([around.signal, over.signal]));
  try {
    return await inTurns(casts, (cast) => playOrder(cast, around, (what) => progress.say(cast.tradeNo, what)));
  } finally {
    over.abort();
    await watching;
  }
}

async function inTurns(casts: readonly Cast[], play: (cast: Cast) => Promise<Verdict>): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const waiting = [...casts.entries()];
  const workOff = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, cast] = next;
      verdicts[index] = await play(cast);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, workOff));
  return verdicts;
}

/** Shows where the orders stand, as a list of orders in a shop's back office would. */
async function watch(ecticket: ECTicketClient, progress: Progress, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const { ref, status } of ecticket.listOrders()) {
        if (status !== undefined) progress.see(tradeNoOf(ref), status);
      }
    } catch {
      // A look that fails is one look less; what fails for good ends the demo elsewhere.
    }
    await sleep(LOOK_AGAIN_AFTER, undefined, { signal }).catch(() => undefined);
  }
}
