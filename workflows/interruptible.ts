/** A long question that news may make pointless. */
import { CancellationScope } from '@temporalio/workflow';

/** What became of a question; `interrupted`: news came before the answer. */
export type Asked<T> = { readonly value: T } | { readonly error: unknown; readonly interrupted: boolean };

/**
 * Asks, and stops asking when `interruption` resolves first; it is given a predicate that says whether the answer is
 * there. A question that is on its way by then is waited for, so that no two are in flight.
 */
export async function askInterruptibly<T>(
  ask: () => Promise<T>,
  interruption: (isAnswered: () => boolean) => Promise<unknown>,
): Promise<Asked<T>> {
  const asking = new CancellationScope();
  const progress = { answered: false, interrupted: false };
  const answer = asking
    .run(ask)
    .then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    )
    .finally(() => (progress.answered = true));
  try {
    await interruption(() => progress.answered);
  } finally {
    progress.interrupted = !progress.answered;
    asking.cancel();
    await answer;
  }
  const result = await answer;
  return 'value' in result ? result : { ...result, interrupted: progress.interrupted };
}
