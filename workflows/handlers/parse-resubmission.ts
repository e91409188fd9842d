/** Parses the payload of `resubmit`, which an operator may have typed in the Web UI. */
import type { TicketOrder } from '../../ecticket/order.js';
import { withoutBlankFields } from '../messages/blank-fields.js';
import { checkTicketOrder } from '../runtime/check-order.js';
import { listViolations } from '../messages/invalid-order.js';
import { tradeNoOf } from '../messages/names.js';
import type { Decision } from '../messages/operator-decisions.js';
import { asRecord } from '../runtime/as-record.js';
import type { InputOf } from '../state/inputs.js';
import { isNumberTaken, isNumberUsedUp } from '../state/operator-decisions.js';
import type { OrderState } from '../state/order-state.js';
import { hasSameGoods, resubmissionPrice } from '../state/resubmission-price.js';
import { mayHaveTickets } from '../state/stage.js';
import { refusal } from './decision-refusal.js';
import { isSmallEnough } from './signals.js';

/**
 * Parses the decision and the corrected order. The order's fields reach search attributes, summaries and ids, so those
 * that the workflow uses are checked here; the issue activity checks all other rules.
 *
 * @throws ApplicationFailure whose type is a DecisionRefusalCode
 */
export function parseResubmission(payload: unknown, state: OrderState): InputOf<'resubmitted' | 'replaced'> {
  const decision = parseDecision(payload);
  const corrected = withoutBlankFields(asRecord(payload)['order']);
  if (corrected === undefined || corrected === null) {
    const amount = state.order && parseAmount(payload, state.order, state);
    return keepNumber(state, { type: 'resubmitted', decision, ...amount });
  }
  const fields = asRecord(corrected);
  const { merchantId, merchantTradeNo, freeTradeNo } = fields;
  const number = merchantTradeNo ?? freeTradeNo;
  if (merchantId !== state.ref.merchantId || typeof number !== 'string' || number === '') {
    throw refusal(
      'ANOTHER_NUMBER',
      'A resubmitted order keeps its merchant and has a number. Place a separate order instead.',
    );
  }
  const order = parseOrder(fields);
  if (number === tradeNoOf(state.ref))
    return keepNumber(state, { type: 'resubmitted', decision, order, ...parseAmount(payload, order, state) });
  if (isNumberUsedUp(state)) return { type: 'replaced', decision, order, ...parseAmount(payload, order, state) };
  throw refusal(
    'ANOTHER_NUMBER',
    'A resubmitted order keeps its number unless ECPay has used the number up. Place a separate order instead.',
  );
}

/** Parses who decides and why. @throws ApplicationFailure of type INVALID_REQUEST */
export function parseDecision(payload: unknown): Decision {
  const { by, why } = asRecord(payload);
  if (!isReason(by) || !isReason(why))
    throw refusal('INVALID_REQUEST', 'State who decides and why: { "by": …, "why": … }, up to 200 characters each.');
  return { by, why };
}

function parseOrder(fields: Readonly<Record<string, unknown>>): TicketOrder {
  if (!isSmallEnough(fields)) throw refusal('INVALID_REQUEST', 'The corrected order is larger than any order can be.');
  const violations = checkTicketOrder(fields);
  if (violations.length > 0)
    throw refusal('INVALID_REQUEST', `The corrected order is invalid.${listViolations(violations)}`);
  return fields as unknown as TicketOrder;
}

/** The amount for which the corrected order is issued, if it changes. */
function parseAmount(payload: unknown, order: TicketOrder, state: OrderState): { amount?: number } {
  const { amount: stated, catalogueTotal } = asRecord(payload);
  if (stated !== undefined && stated !== null && !isAmount(stated))
    throw refusal('INVALID_REQUEST', 'amount must be a whole number of NT$, from 0.');
  const total = isAmount(catalogueTotal) ? catalogueTotal : undefined;
  const price = resubmissionPrice(state, order, isAmount(stated) ? stated : undefined, total);
  if ('refusal' in price) throw refusal('AMOUNT_MISMATCH', price.refusal);
  return price.amount === undefined ? {} : { amount: price.amount };
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function keepNumber(state: OrderState, resubmission: InputOf<'resubmitted'>): InputOf<'resubmitted'> {
  if (isNumberTaken(state)) {
    throw refusal(
      'NUMBER_TAKEN',
      'ECPay holds tickets of another order under this number. Resubmit the whole order with a new number.',
    );
  }
  const { order } = resubmission;
  const isCorrected = order !== undefined && state.order !== undefined && !hasSameGoods(order, state.order);
  // The tickets that ECPay then has would be taken for those of another order, and be issued a second time.
  if (isCorrected && mayHaveTickets(state)) {
    throw refusal(
      'ISSUE_UNANSWERED',
      'ECPay has not answered an earlier request and may issue the order as it was. Resubmit it with the same items, ' +
        'or wait until ECPay answers.',
    );
  }
  return resubmission;
}

function isReason(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= 200;
}
