/** An issued order: its vouchers are redeemed and refunded for months, and ECPay's word of it may never come. */
import { allHandlersFinished, log } from '@temporalio/workflow';
import { finalFailureOf } from './final-failure.js';
import { isReleaseDue, nextLookAt } from './next-look.js';
import type { OrderStatus } from './messages.js';
import type { OrderRun } from './order-run.js';
import { tradeNoOf } from './names.js';
import { provider } from './provider.js';

/** In ms: callbacks so close together are one piece of news, and for so long at the most it is waited for its end. */
const BURST = 2000;
const LONGEST_BURST = 60_000;

const MINUTE = 60_000;
/** So often in a row, over some five hours; after that the order asks at its usual interval, or has ended. */
const MOST_LOOKS_IN_VAIN = 5;

/**
 * Waits for news or for the time to ask without any, then reads ECPay's book once. However many callbacks came, one
 * question is in flight: those that come while it is asked, or just after, make one more when they have stopped.
 */
export async function watchOrder(run: OrderRun): Promise<void> {
  run.publish();
  const at = nextLookAt(run.state, run.timing, Date.now(), Math.random());
  const alarm = { what: 'Ask ECPay, since nothing was heard', at };
  await run.until(() => run.state.nudged || run.state.stage.status !== 'active', alarm);
  if (run.state.stage.status === 'active') await lookAtBook(run);
  if (isReleaseDue(run.state, run.timing, Date.now())) run.apply({ type: 'releaseDue' });
}

/** Asks ECPay once what is true of an issued order. */
export async function lookAtBook(run: OrderRun): Promise<void> {
  // Who is being served at the counter has ECPay's book read afterwards: it is not judged halfway.
  const before = run.state.stage.status;
  await letTroublePass(run, before);
  await letBurstPass(run, before);
  await run.until(allHandlersFinished);
  if (run.state.stage.status !== before) return;
  const wasHeardOf = run.state.nudged;
  const why = wasHeardOf ? 'it was heard of' : 'nothing was heard of it';
  run.apply({ type: 'asking' });
  const { stage } = run.state;
  try {
    const book = await provider(`Read ECPay’s book of ${tradeNoOf(run.ref)}: ${why}`).lookUpOrder(run.ref);
    // A book that was on its way while the counter acted may be the older one: it is read again.
    const isStale = run.state.stage !== stage || !allHandlersFinished();
    run.apply(isStale ? { type: 'bookUncertain' } : { type: 'bookRead', book });
    run.looksInVain = 0;
  } catch (error) {
    const final = finalFailureOf(error);
    if (final === undefined) throw error;
    // Not ECPay's words: they may quote the customer.
    log.warn('ECPay was asked about the order in vain; it is asked again later', { code: final.code });
    const isTriedOn = wasHeardOf && run.looksInVain < MOST_LOOKS_IN_VAIN;
    run.looksInVain = isTriedOn ? run.looksInVain + 1 : 0;
    run.apply({ type: isTriedOn ? 'bookUncertain' : 'askedInVain' });
  } finally {
    run.lookedAt = Date.now();
  }
}

/** News is not dropped over a "no" of ECPay's to who asks what it is: asked again after 1, 4, 16 … minutes. */
async function letTroublePass(run: OrderRun, before: OrderStatus): Promise<void> {
  if (run.looksInVain === 0) return;
  const heard = run.state.callbacks.received;
  const at = run.lookedAt + MINUTE * 4 ** (run.looksInVain - 1);
  const isMoved = () => run.state.stage.status !== before || run.state.callbacks.received > heard;
  await run.until(isMoved, { what: 'Ask ECPay again, which did not answer', at });
  if (run.state.callbacks.received > heard) run.looksInVain = 0;
}

/** Callbacks that come close after a question make one more together, not one each. Costs nothing where none was just asked. */
async function letBurstPass(run: OrderRun, before: OrderStatus): Promise<void> {
  const { lookedAt } = run;
  if (!run.state.nudged || lookedAt + BURST <= Date.now()) return;
  for (;;) {
    const lastHeardAt = Math.max(lookedAt, run.state.lastNewsAt);
    const at = Math.min(lastHeardAt + BURST, lookedAt + LONGEST_BURST);
    if (at <= Date.now()) return;
    const what = 'Let a burst of callbacks pass';
    if (await run.until(() => run.state.stage.status !== before, { what, at })) return;
  }
}
