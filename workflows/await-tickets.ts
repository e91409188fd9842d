/** From Issue's "data received" to tickets: ECPay issues by a scheduled job and does not say when it is done. */
import type { IssuanceAnswer, IssuanceQuestion } from '../activities/index.js';
import { finalFailureOf } from './final-failure.js';
import { askInterruptibly } from './interruptible.js';
import { nextReminderAt } from './next-reminder.js';
import type { OrderRun } from './order-run.js';
import { awaitsTickets } from './order-stage.js';
import { tradeNoOf } from './names.js';
import { provider } from './provider.js';

/**
 * Asks until the tickets are there, on a schedule that the server keeps: a result that is still pending is a failure
 * to be retried later, so that polls add nothing to the history. News of the order ends the wait and asks at once.
 */
export async function awaitTickets(run: OrderRun): Promise<void> {
  run.publish();
  const question = questionFor(run);
  run.apply({ type: 'asking' });
  const asked = await askInterruptibly(
    () => provider(`Ask ECPay whether ${tradeNoOf(run.ref)} is issued`).askForTickets(question),
    (isAnswered) => waitBeside(run, isAnswered),
  );
  if ('value' in asked) {
    hear(run, asked.value);
    return;
  }
  const final = finalFailureOf(asked.error);
  if (final !== undefined) run.apply({ type: 'failedForGood', ...final });
  else if (!asked.interrupted) throw asked.error;
}

/** Until there is an answer, news, or a person's decision; the merchant is reminded meanwhile that one is needed. */
async function waitBeside(run: OrderRun, isAnswered: () => boolean): Promise<void> {
  const isOver = () => isAnswered() || run.state.nudged || !awaitsTickets(run.state);
  for (;;) {
    const alarm = { what: 'Remind the merchant that a person is needed', at: nextReminderAt(run.state, run.timing) };
    if (await run.until(isOver, alarm)) return;
    run.apply({ type: 'reminderDue' });
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
