/** What a list of orders can be filtered by. An upsert is an event, so one is made only where something changed. */
import { upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { CODES, DUE_AT, ISSUE_TYPE, MERCHANT_ID, STATUS, UNUSED } from '../messages/search-attribute-keys.js';
import { countTickets } from '../state/record-changes.js';
import { endOfDayInTaipei, isMoment } from '../messages/taipei.js';
import { issueTypeOf } from './snapshot.js';
import type { OrderState } from '../state/order-state.js';
import type { OrderTiming } from '../messages/timing.js';

/** Makes the search attributes say what `state` says. */
export function publishSearchAttributes(state: OrderState, timing: OrderTiming): void {
  const { ref, terms, stage } = state;
  const { issueType } = issueTypeOf(state);
  const shown = workflowInfo().typedSearchAttributes;
  const dueAt = dueAtOf(terms, stage, timing);
  const unused = 'record' in stage ? countTickets(stage.record.tickets).unused : undefined;
  // Who looks for orders that need a person also finds those whose merchant takes no events.
  const status = state.eventsStuck === undefined ? stage.status : 'needsAttention';
  const codes = 'record' in stage ? stage.record.codeTags : undefined;
  const changed = [
    shown.get(STATUS) !== status && { key: STATUS, value: status },
    shown.get(MERCHANT_ID) !== ref.merchantId && { key: MERCHANT_ID, value: ref.merchantId },
    shown.get(ISSUE_TYPE) !== issueType && { key: ISSUE_TYPE, value: issueType ?? null },
    shown.get(UNUSED) !== unused && { key: UNUSED, value: unused ?? null },
    shown.get(DUE_AT)?.getTime() !== dueAt && { key: DUE_AT, value: dueAt === undefined ? null : new Date(dueAt) },
    // A record that was read without keys says nothing of the tags.
    codes !== undefined && shown.get(CODES)?.join() !== codes.join() && { key: CODES, value: [...codes] },
  ].filter((update) => update !== false);
  if (changed.length > 0) upsertSearchAttributes(changed);
}

/** Until when what the order waits for should be there, in ms since the epoch; tickets that are late were due before. */
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
