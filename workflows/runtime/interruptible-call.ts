/** A long activity call that another event may interrupt. */
import { CancellationScope } from '@temporalio/workflow';

/** The result of a call. `interrupted`: the workflow cancelled the call before it ended. */
export type InterruptibleResult<T> = { readonly value: T } | { readonly error: unknown; readonly interrupted: boolean };

/**
 * Makes the call and cancels it if `interruption` resolves first. Waits for the cancelled call to end, so that no two
 * calls are in flight.
 *
 * @param interruption must resolve when the call has ended; see `hasEnded`
 */
export async function callInterruptibly<T>(
  call: () => Promise<T>,
  interruption: (hasEnded: () => boolean) => Promise<unknown>,
): Promise<InterruptibleResult<T>> {
  const scope = new CancellationScope();
  const progress = { ended: false, interrupted: false };
  const pendingResult = scope
    .run(call)
    .then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    )
    .finally(() => (progress.ended = true));
  try {
    await interruption(() => progress.ended);
  } finally {
    progress.interrupted = !progress.ended;
    if (progress.interrupted) scope.cancel();
    await pendingResult;
  }
  const result = await pendingResult;
  return 'value' in result ? result : { ...result, interrupted: progress.interrupted };
}
