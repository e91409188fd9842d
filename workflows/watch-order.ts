/** An issued order: its vouchers are redeemed and refunded for months, and ECPay's word of it may never come. */
import { allHandlersFinished, log, proxyActivities } from '@temporalio/workflow';
import type { ProviderActivities } from '../activities/index.js';
import { finalFailureOf } from './final-failure.js';
import { isReleaseDue, nextLookAt } from './next-look.js';
import type { OrderRun } from './order-run.js';
import { PROVIDER_OPTIONS } from './provider-options.js';

const provider = proxyActivities<ProviderActivities>(PROVIDER_OPTIONS);

/**
 * Waits for news or for the time to ask without any, then reads ECPay's book once. However many callbacks came, one
 * question is in flight: those that come while it is asked make one more.
 */
export async function watchOrder(run: OrderRun): Promise<void> {
  run.publish();
  await run.until(
    () => run.state.nudged || run.state.stage.status !== 'active',
    nextLookAt(run.state, run.timing, Date.now(), Math.random()),
  );
  if (run.state.stage.status !== 'active') return;
  await lookAtBook(run);
  if (isReleaseDue(run.state, run.timing, Date.now())) run.apply({ type: 'releaseDue' });
}

/** Asks ECPay once what is true of an issued order. */
export async function lookAtBook(run: OrderRun): Promise<void> {
  // Who is being served at the counter has ECPay's book read afterwards: it is not judged halfway.
  const before = run.state.stage.status;
  await run.until(allHandlersFinished);
  if (run.state.stage.status !== before) return;
  run.apply({ type: 'asking' });
  const { stage } = run.state;
  try {
    const book = await provider.lookUpOrder(run.ref);
    // A book that was on its way while the counter acted may be the older one: it is read again.
    const isStale = run.state.stage !== stage || !allHandlersFinished();
    run.apply(isStale ? { type: 'bookUncertain' } : { type: 'bookRead', book });
  } catch (error) {
    const final = finalFailureOf(error);
    if (final === undefined) throw error;
    log.warn('ECPay was asked about the order in vain; it is asked again later', final);
    run.apply({ type: 'askedInVain' });
  }
}
