/** From Issue's "data received" to tickets: ECPay issues by a scheduled job and does not say when it is done. */
import { CancellationScope, proxyActivities } from '@temporalio/workflow';
import type { IssuanceAnswer, IssuanceQuestion, ProviderActivities } from '../activities/index.js';
import { finalFailureOf } from './final-failure.js';
import type { OrderRun } from './order-run.js';
import { PROVIDER_OPTIONS } from './provider-options.js';

const provider = proxyActivities<ProviderActivities>(PROVIDER_OPTIONS);

/**
 * Asks until the tickets are there, on a schedule that the server keeps: a result that is still pending is a failure
 * to be retried later, so that polls add nothing to the history. News of the order ends the wait and asks at once.
 */
export async function awaitTickets(run: OrderRun): Promise<void> {
  run.publish();
  const question = questionFor(run);
  run.apply({ type: 'asking' });
  try {
    const answer = await unlessInterrupted(run, () => provider.askForTickets(question));
    if (answer !== 'interrupted') hear(run, answer);
  } catch (error) {
    const final = finalFailureOf(error);
    if (final === undefined) throw error;
    run.apply({ type: 'failedForGood', ...final });
  }
}

function hear(run: OrderRun, answer: IssuanceAnswer): void {
  switch (answer.outcome) {
    case 'issued':
      return run.apply({ type: 'bookRead', book: answer.book });
    case 'unknown':
      return run.apply({ type: 'unknownToECPay' });
    case 'failed':
      return run.apply({ type: 'issuanceFailed', words: answer.words });
    case 'processing': {
      const { stage } = run.state;
      const late = stage.status === 'awaitingIssuance' && stage.late;
      return run.apply(late ? { ...answer, type: 'issuanceOverdue' } : { type: 'issuanceLate' });
    }
  }
}

/** Past the window the order is late, past the limit a person is asked; asking goes on all the same. */
function questionFor({ state, ref, timing }: OrderRun): IssuanceQuestion {
  const { stage } = state;
  const acceptedAt = 'issueAcceptedAt' in stage ? (stage.issueAcceptedAt ?? state.lastNewsAt) : state.lastNewsAt;
  const scheduled = state.order?.issueType !== 'paper';
  const question = { ref, acceptedAt, timing, atOnce: !scheduled || state.nudged };
  if (stage.status !== 'awaitingIssuance') return question;
  if (stage.adopting) return { ...question, adopting: true };
  return { ...question, askUntil: acceptedAt + (stage.late ? timing.issuanceLimit : timing.issuanceWindow) };
}

/** The answer, or 'interrupted' when news came first; a question that is on its way by then is waited for. */
async function unlessInterrupted<T>(run: OrderRun, ask: () => Promise<T>): Promise<T | 'interrupted'> {
  const asking = new CancellationScope();
  const progress = { answered: false };
  const answer = asking
    .run(ask)
    .then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    )
    .finally(() => (progress.answered = true));
  await run.until(() => progress.answered || run.state.nudged);
  const interrupted = !progress.answered;
  asking.cancel();
  const result = await answer;
  if ('value' in result) return result.value;
  if (interrupted && finalFailureOf(result.error) === undefined) return 'interrupted';
  throw result.error;
}
