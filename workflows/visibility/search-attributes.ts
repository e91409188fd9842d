/**
 * Search attributes of an order. Each upsert adds an event to the history, so unchanged attributes are not upserted.
 */
import { upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { CODES, DUE_AT, ISSUE_TYPE, MERCHANT_ID, STATUS, UNUSED } from '../messages/search-attribute-keys.js';
import { countTickets } from '../state/record-changes.js';
import { endOfDayInTaipei, isMoment } from '../messages/taipei.js';
import { issueTypeOf } from './snapshot.js';
import type { OrderState } from '../state/order-state.js';
import type { OrderStatus } from '../messages/order.js';
import type { OrderTiming } from '../messages/timing.js';

/** Upserts the search attributes that differ from `state`. */
export function publishSearchAttributes(state: OrderState, timing: OrderTiming): void {
  const { ref, terms, stage } = state;
  const { issueType } = issueTypeOf(state);
  const current = workflowInfo().typedSearchAttributes;
  const dueAt = dueAtOf(terms, stage, timing);
  const unused = 'record' in stage ? countTickets(stage.record.tickets).unused : undefined;
  // An operator who lists orders that need attention must also see those whose merchant accepts no events.
  const status = state.eventsStuck === undefined ? stage.status : 'needsAttention';
  const codes = 'record' in stage ? stage.record.codeTags : undefined;
  const changed = [
    current.get(STATUS) !== status && { key: STATUS, value: status },
    current.get(MERCHANT_ID) !== ref.merchantId && { key: MERCHANT_ID, value: ref.merchantId },
    current.get(ISSUE_TYPE) !== issueType && { key: ISSUE_TYPE, value: issueType ?? null },
    current.get(UNUSED) !== unused && { key: UNUSED, value: unused ?? null },
    current.get(DUE_AT)?.getTime() !== dueAt && { key: DUE_AT, value: dueAt === undefined ? null : new Date(dueAt) },
    // A worker without code keys reads records without tags: keep the current ones.
    codes !== undefined && current.get(CODES)?.join() !== codes.join() && { key: CODES, value: [...codes] },
  ].filter((update) => update !== false);
  if (changed.length > 0) upsertSearchAttributes(changed);
}

/** Whether the search attributes show this status. */
export function showsStatus(status: OrderStatus): boolean {
  return workflowInfo().typedSearchAttributes.get(STATUS) === status;
}

/** When the payment or the tickets are due, or escrow ends, in milliseconds since the epoch. May be in the past. */
function dueAtOf(terms: OrderState['terms'], stage: OrderState['stage'], timing: OrderTiming): number | undefined {
  const at = momentDue(terms, stage, timing);
  return at !== undefined && isMoment(at) ? at : undefined;
}

function momentDue(terms: OrderState['terms'], stage: OrderState['stage'], timing: OrderTiming): number | undefined {
  if (stage.status === 'awaitingPayment') return terms.due === 'beforeIssue' ? terms.deadline : undefined;
  if (stage.status === 'awaitingIssuance') return stage.issueAcceptedAt + timing.issuanceWindow;
  const escrowEndsOn = stage.status === 'active' ? stage.record.escrowEndsOn : undefined;
  return escrowEndsOn === undefined ? undefined : endOfDayInTaipei(escrowEndsOn);
}
