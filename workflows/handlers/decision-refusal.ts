import { ApplicationFailure } from '@temporalio/workflow';
import type { WithRequestKey } from '../messages/ticket-actions.js';
import type { DecisionRefusalCode } from '../messages/operator-decisions.js';

/**
 * The failure of a decision's update that the order refuses. `request`, where it is known: Temporal answers a used update
 * id with the same failure again.
 */
export function refusal(type: DecisionRefusalCode, message: string, request?: string): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message,
    nonRetryable: true,
    details: request === undefined ? [] : [{ request } satisfies WithRequestKey],
  });
}
