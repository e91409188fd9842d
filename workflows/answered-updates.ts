/** What the counter was answered, so that an update id means the same in every run of an order. Pure. */
import type { AnsweredUpdate, CounterOutcome } from './counter-messages.js';

/** A caller repeats at once or not at all; of long ago nothing is asked any more. A choice, small enough to be carried along. */
const MOST_UPDATES = 20;
const MOST_TICKETS = 200;

/** The newest of them, `newest` among them. */
export function remembering(answered: readonly AnsweredUpdate[], newest: AnsweredUpdate): readonly AnsweredUpdate[] {
  let tickets = 0;
  const fits = ({ outcome }: AnsweredUpdate) => (tickets += outcome.tickets.length) <= MOST_TICKETS;
  return [...answered, newest]
    .slice(-MOST_UPDATES)
    .reverse()
    .filter((each) => each === newest || fits(each))
    .reverse();
}

/** What this update was answered before. */
export function answerTo(
  answered: readonly AnsweredUpdate[],
  updateId: string | undefined,
): CounterOutcome | undefined {
  return answered.find((each) => each.updateId === updateId)?.outcome;
}
