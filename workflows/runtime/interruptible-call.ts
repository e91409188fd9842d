/** A call to ECPay that may take long, and that news may make pointless. */
import { CancellationScope } from '@temporalio/workflow';

/** What became of a call; `interrupted`: it was given up before it had ended. */
export type InterruptibleResult<T> = { readonly value: T } | { readonly error: unknown; readonly interrupted: boolean };

/**
 * Makes the call, and gives it up when `interruption` resolves first; that is given a predicate that says whether the call
 * has ended. A call that is on its way by then is waited for, so that no two are in flight.
 */
export async function callInterruptibly<T>(
  ask: () => Promise<T>,
  interruption: (isAnswered: () => boolean) => Promise<unknown>,
): Promise<InterruptibleResult<T>> {
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
    if (progress.interrupted) asking.cancel();
    await answer;
  }
  const result = await answer;
  return 'value' in result ? result : { ...result, interrupted: progress.interrupted };
}
