/** Which failures of an update are the order's own refusals. Whatever else Temporal says of one is none. */
import type { ApplicationFailure } from '@temporalio/common';
import { isRecord } from '../../ecticket/objects.js';
import type { TicketActionRefusalCode, WithRequestKey } from '../../workflows/messages/ticket-actions.js';
import type { DecisionRefusalCode } from '../../workflows/messages/operator-decisions.js';

const COUNTER: Readonly<Record<TicketActionRefusalCode, true>> = {
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

const DECISION: Readonly<Record<DecisionRefusalCode, true>> = {
  INVALID_REQUEST: true,
  NOTHING_TO_DECIDE: true,
  ANOTHER_NUMBER: true,
  NUMBER_TAKEN: true,
  UPDATE_ID_REUSED: true,
};

export function isTicketActionRefusalCode(type: string | null | undefined): type is TicketActionRefusalCode {
  return typeof type === 'string' && Object.hasOwn(COUNTER, type);
}

export function isDecisionRefusalCode(type: string | null | undefined): type is DecisionRefusalCode {
  return typeof type === 'string' && Object.hasOwn(DECISION, type);
}

/**
 * Whether a refusal is of this very request. Temporal answers an update id that was used before with the first failure,
 * whatever is asked under it the second time; the order says in its details which request that was.
 */
export function belongsTo({ type, details }: ApplicationFailure, request: string): boolean {
  if (type === 'UPDATE_ID_REUSED') return false;
  const keys = (details ?? []).filter(
    (each): each is WithRequestKey => isRecord(each) && typeof each['request'] === 'string',
  );
  return keys.every((key) => key.request === request);
}
