import { setTimeout as sleep } from 'node:timers/promises';
import type { ECTicketClient } from '../index.js';
import { tradeNoOf } from '../workflows/messages/names.js';
import type { Progress } from './display/progress.js';
import { orAborted } from './interruption.js';
import { playOrder } from './play-order.js';
import { type DemoOrder, type Context } from './context.js';
import type { Verdict } from './verdict.js';

/** More orders at the same time only wait for each other. */
const AT_ONCE = 40;
/** Milliseconds between two looks where the orders stand. */
const LOOK_AGAIN_AFTER = 250;

/** Plays all orders, several at the same time; answers their verdicts in the same order. */
export async function playAll(casts: readonly DemoOrder[], around: Context, progress: Progress): Promise<Verdict[]> {
  const over = new AbortController();
  const watching = watch(around.ecticket, progress, AbortSignal.any([around.signal, over.signal]));
  try {
    return await playTwoDays(casts, around, progress);
  } finally {
    over.abort();
    await watching;
  }
}

/** ECPay has one clock for all orders: its night falls when each of them has ended or waits for the next day. */
async function playTwoDays(casts: readonly DemoOrder[], around: Context, progress: Progress): Promise<Verdict[]> {
  const { ecpay, signal } = around;
  const morning = turningPoint();
  const waiting = new Set<DemoOrder>();
  const plays: Promise<Verdict>[] = [];
  await inTurns(casts, async (cast, index) => {
    const evening = turningPoint();
    const play = playOrder(cast, around, {
      say: (what) => progress.say(cast.tradeNo, what),
      untilNextDay: () => {
        waiting.add(cast);
        evening.come();
        return orAborted(signal, morning.hasCome);
      },
    });
    plays[index] = play;
    await Promise.race([play, evening.hasCome]);
  });
  if (waiting.size > 0) await ecpay.advanceClock('1 day');
  morning.come();
  return await Promise.all(plays);
}

async function inTurns(
  casts: readonly DemoOrder[],
  play: (cast: DemoOrder, index: number) => Promise<void>,
): Promise<void> {
  const waiting = [...casts.entries()];
  const workOff = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, cast] = next;
      await play(cast, index);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, workOff));
}

/** What some wait for, and another brings about. */
function turningPoint(): { readonly hasCome: Promise<void>; readonly come: () => void } {
  let come: () => void = () => undefined;
  const hasCome = new Promise<void>((resolve) => {
    come = resolve;
  });
  return { hasCome, come };
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
