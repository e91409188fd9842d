import { ApplicationFailure } from '@temporalio/workflow';
import type { DecisionRefusalCode } from '../messages/operator-decisions.js';
import type { WithRequestKey } from '../messages/ticket-actions.js';

/**
 * The failure of an operator's update that the order refuses.
 *
 * @param request the request's key, if known. It lets the client recognize that Temporal has returned the failure of an
 *   earlier update with the same id
 */
export function refusal(type: DecisionRefusalCode, message: string, request?: string): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message,
    nonRetryable: true,
    details: request === undefined ? [] : [{ request } satisfies WithRequestKey],
  });
}
