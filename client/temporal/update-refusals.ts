/** Distinguishes refusals of an order from other failures of an update. */
import type { ApplicationFailure } from '@temporalio/common';
import { isRecord } from '../../ecticket/objects.js';
import type { DecisionRefusalCode } from '../../workflows/messages/operator-decisions.js';
import type { TicketActionRefusalCode, WithRequestKey } from '../../workflows/messages/ticket-actions.js';

const TICKET_ACTION_CODES: Readonly<Record<TicketActionRefusalCode, true>> = {
  INVALID_REQUEST: true,
  ORDER_NOT_ACTIVE: true,
  UNKNOWN_TICKET: true,
  NOT_ENOUGH_TICKETS: true,
  TICKET_IN_USE: true,
  NOT_YET_VALID: true,
  EXPIRED: true,
  ALREADY_REDEEMED: true,
  ALREADY_REFUNDED: true,
  NOT_REDEEMED: true,
  NOT_REFUNDED: true,
  INVALID_FEE: true,
  UPDATE_ID_REUSED: true,
  OUT_OF_TIME: true,
  THROTTLED: true,
  PROVIDER_UNAVAILABLE: true,
  PROVIDER_REFUSED: true,
};

const DECISION_CODES: Readonly<Record<DecisionRefusalCode, true>> = {
  INVALID_REQUEST: true,
  NOTHING_TO_DECIDE: true,
  ANOTHER_NUMBER: true,
  NUMBER_TAKEN: true,
  AMOUNT_MISMATCH: true,
  ISSUE_UNANSWERED: true,
  NOT_IN_BULK: true,
  UPDATE_ID_REUSED: true,
};

/** Whether a failure with this type is a refusal of a ticket action. */
export function isTicketActionRefusalCode(type: string | null | undefined): type is TicketActionRefusalCode {
  return typeof type === 'string' && Object.hasOwn(TICKET_ACTION_CODES, type);
}

/** Whether a failure with this type is a refusal of a decision. */
export function isDecisionRefusalCode(type: string | null | undefined): type is DecisionRefusalCode {
  return typeof type === 'string' && Object.hasOwn(DECISION_CODES, type);
}

/**
 * Whether a refusal answers this very request. Temporal answers a reused update id with the first failure, even if the
 * second request differs. The order names the refused request in the failure's details.
 *
 * @param request The key of the request, from `requestKey`.
 */
export function refusesRequest({ type, details }: ApplicationFailure, request: string): boolean {
  if (type === 'UPDATE_ID_REUSED') return false;
  const keys = (details ?? []).filter(
    (detail): detail is WithRequestKey => isRecord(detail) && typeof detail['request'] === 'string',
  );
  return keys.every((key) => key.request === request);
}
