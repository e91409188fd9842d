/** Which failures of an update are the order's own refusals. Whatever else Temporal says of one is none. */
import type { CounterRefusalCode } from '../workflows/counter-messages.js';
import type { DecisionRefusalCode } from '../workflows/decision-messages.js';

const COUNTER: Readonly<Record<CounterRefusalCode, true>> = {
  INVALID_REQUEST: true,
  ORDER_NOT_ACTIVE: true,
  UNKNOWN_TICKET: true,
  NOT_ENOUGH_TICKETS: true,
  NOT_YET_VALID: true,
  EXPIRED: true,
  ALREADY_REDEEMED: true,
  ALREADY_REFUNDED: true,
  NOT_REDEEMED: true,
  NOT_REFUNDED: true,
  INVALID_FEE: true,
  OUT_OF_TIME: true,
  PROVIDER_REFUSED: true,
};

const DECISION: Readonly<Record<DecisionRefusalCode, true>> = {
  INVALID_REQUEST: true,
  NOTHING_TO_DECIDE: true,
  ANOTHER_NUMBER: true,
  NUMBER_TAKEN: true,
};

export function isCounterRefusalCode(type: string | null | undefined): type is CounterRefusalCode {
  return typeof type === 'string' && Object.hasOwn(COUNTER, type);
}

export function isDecisionRefusalCode(type: string | null | undefined): type is DecisionRefusalCode {
  return typeof type === 'string' && Object.hasOwn(DECISION, type);
}
