import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, type UpdateDefinition } from '@temporalio/common';
import type { ClosedOrder } from '../orders/adoption.js';
import type { Adoption } from './adoption-start.js';
import { OrderEndedError } from '../errors/order-ended-error.js';
import { OrderNotFoundError } from '../errors/order-not-found-error.js';
import { OutcomeUnknownError } from '../errors/outcome-unknown-error.js';
import { PayloadUnreadableError } from '../errors/payload-unreadable-error.js';
import { TemporalCallFailedError } from '../errors/temporal-call-failed-error.js';
import { TemporalUnavailableError } from '../errors/temporal-unavailable-error.js';
import { WorkerFailedError } from '../errors/worker-failed-error.js';
import { WorkerUnavailableError } from '../errors/worker-unavailable-error.js';
import type { OrderExecutions } from './order-executions.js';
import { outcomeOf, sendUpdate } from './send-update.js';
import { CHANGED, retryOnChange } from './retry-on-change.js';
import type { UpdateOptions } from '../tickets/update-options.js';

export interface Question<Ret, Request> {
  readonly workflowId: string;
  readonly update: UpdateDefinition<Ret, [Request]>;
  readonly request: Request;
  /** The error for the order's own refusal; undefined for a failure that is none. */
  readonly refused: (failure: ApplicationFailure) => Error | undefined;
  /** Finds out how an order that does not run is adopted, so that it can be asked all the same. */
  readonly adopt?: () => Promise<ClosedOrder | typeof CHANGED>;
  /** What is not possible where the order has ended, as the end of a sentence. */
  readonly consequence: string;
}

/** ECPay has a minute to answer the worker. */
export const ANSWER_WITHIN = 90_000;

/** Temporal's own word for an update whose workflow ended before it could answer. */
const WORKFLOW_ENDED = 'AcceptedUpdateCompletedWorkflow';

/** Temporal's own word for an update that a worker passed over, without having seen it: nothing was done. */
const NOT_PROCESSED = 'UnprocessedUpdate';

/** How the SDK refuses an update whose name the workflow does not know. */
const NO_HANDLER = /^No registered handler for update/;

/** How often a worker may pass an update over before that is told. */
const MOST_PASSED_OVER = 3;

/**
 * Asks a running order for something, and waits for what becomes of it. Where the order starts or ends meanwhile it is
 * asked again, under the same update id: nothing is done twice.
 *
 * @throws the refusal's error, OutcomeUnknownError, OrderNotFoundError, OrderEndedError, OrderStuckError,
 *   WorkerUnavailableError, WorkerFailedError, TemporalRefusedError
 */
export async function executeUpdate<Ret, Request>(
  orders: OrderExecutions,
  question: Question<Ret, Request>,
  options: UpdateOptions & { readonly updateId: string },
): Promise<Ret> {
  const { workflowId, update, request, adopt, consequence } = question;
  const { updateId, timeoutMs = ANSWER_WITHIN } = options;
  const { client } = orders;
  const sent = { workflowId, update, request, updateId, deadline: Date.now() + timeoutMs };
  let passedOver = 0;
  /** Undefined where nobody took the update, and nothing was done. */
  const ask = async (adoption?: Adoption): Promise<Ret | typeof CHANGED | undefined> => {
    const accepted = await sendUpdate(client, sent, adoption).catch((error: unknown) => {
      throw notSent(error, workflowId, updateId);
    });
    if (accepted === undefined) return undefined;
    try {
      return await outcomeOf(client, accepted, sent);
    } catch (error) {
      if (!isPassedOver(error)) throw notDone(error, question, updateId);
      passedOver += 1;
      if (passedOver === MOST_PASSED_OVER) throw new WorkerUnavailableError(workflowId);
      return CHANGED;
    }
  };
  return await retryOnChange(async () => {
    const answer = await ask();
    if (answer !== undefined) return answer;
    const dormant = adopt === undefined ? await lastRun(orders, workflowId) : await adopt();
    if (dormant === CHANGED) return CHANGED;
    const { execution, adoption } = dormant;
    if (adoption !== undefined) return (await ask(adoption)) ?? CHANGED;
    if (execution === undefined) throw new OrderNotFoundError(workflowId);
    throw new OrderEndedError(workflowId, execution.end, consequence);
  });
}

/** As an order that is not adopted for what it is asked. */
async function lastRun(
  orders: OrderExecutions,
  workflowId: string,
): Promise<Omit<ClosedOrder, 'isKnown'> | typeof CHANGED> {
  const execution = await orders.describe(workflowId);
  return execution?.state === 'running' ? CHANGED : { execution, adoption: undefined };
}

/** Before the order accepted the update: an error that leaves open whether it got there has the id to repeat under. */
function notSent(error: unknown, workflowId: string, updateId: string): unknown {
  const isOpen = error instanceof TemporalUnavailableError || error instanceof TemporalCallFailedError;
  return isOpen ? new OutcomeUnknownError(workflowId, updateId, 'answerLost') : error;
}

/** After the order accepted or refused the update: whatever is not its own refusal leaves open what was done. */
function notDone<Ret, Request>(
  error: unknown,
  { workflowId, update, refused }: Question<Ret, Request>,
  updateId: string,
): Error {
  const unknown = (failure: string) => new OutcomeUnknownError(workflowId, updateId, 'unknownFailure', failure);
  if (error instanceof WorkflowNotFoundError) return new OutcomeUnknownError(workflowId, updateId, 'workflowEnded');
  if (error instanceof PayloadUnreadableError) return unknown(error.message);
  if (!(error instanceof WorkflowUpdateFailedError)) return new OutcomeUnknownError(workflowId, updateId, 'answerLost');
  const { cause } = error;
  if (!(cause instanceof ApplicationFailure)) return unknown(cause?.name ?? error.name);
  if (cause.type === WORKFLOW_ENDED) return new OutcomeUnknownError(workflowId, updateId, 'workflowEnded');
  if (NO_HANDLER.test(cause.message)) return new WorkerFailedError(workflowId, update.name);
  return refused(cause) ?? unknown(`${cause.type ?? cause.name}: ${cause.message}`);
}

function isPassedOver(error: unknown): boolean {
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
  return cause instanceof ApplicationFailure && cause.type === NOT_PROCESSED;
}
