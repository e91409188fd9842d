/** What a buyer reads when an order cannot be placed or shown. */
import { ECTicketError, InvalidOrderError } from 'temporal-ecticket/client';
import { forgetItems, readItems } from './items';

/** Fields of the form. ECPay has rules for each. */
export const CUSTOMER_FIELDS = ['customerName', 'customerPhone', 'customerEmail'] as const;
export type CustomerField = (typeof CUSTOMER_FIELDS)[number];

export interface Problem {
  readonly text: string;
  /** What is wrong with each field. */
  readonly fields: Readonly<Partial<Record<CustomerField, string>>>;
}

/** Errors after which the same call may succeed: Temporal, a worker or ECPay does not answer. */
const TEMPORARY: readonly string[] = [
  ...['TEMPORAL_UNAVAILABLE', 'TEMPORAL_CALL_FAILED', 'WORKER_UNAVAILABLE', 'WORKER_VERSION_MISMATCH', 'ORDER_STUCK'],
  ...['OUTCOME_UNKNOWN', 'SEARCH_ATTRIBUTES_MISSING', 'MERCHANT_LOOKUP_FAILED'],
  ...['CANNOT_CONNECT', 'TIMED_OUT', 'THROTTLED', 'SERVER_ERROR', 'NOT_AN_ECPAY_REPLY'],
];

/** Whether the store is down for a moment, and nothing is lost. */
export function isTemporary(error: unknown): error is ECTicketError {
  return error instanceof ECTicketError && TEMPORARY.includes(error.code);
}

/** Describes why the order was not placed. @throws the error itself if it is a mistake in this program */
export async function describeProblem(error: unknown, itemNos: readonly string[]): Promise<Problem> {
  if (error instanceof InvalidOrderError) return await describeViolations(error, itemNos);
  if (!isTemporary(error)) throw error;
  return { text: 'The store does not answer. Nothing was charged. Press the button again in a moment.', fields: {} };
}

async function describeViolations({ violations }: InvalidOrderError, itemNos: readonly string[]): Promise<Problem> {
  forgetItems();
  if (violations.some(({ rule }) => rule === 'amountNeeded')) {
    return { text: 'The prices cannot be read at the moment. Nothing was charged. Try again later.', fields: {} };
  }
  const soldOut = violations.filter(({ rule }) => rule === 'itemOffSale' || rule === 'itemUnknown');
  if (soldOut.length > 0) {
    const names = new Map((await readItems()).map(({ itemNo, name }) => [itemNo, name]));
    const gone = soldOut.map(({ path }) => itemNos[Number(/\d+/.exec(path)?.[0])] ?? '');
    return { text: `Sold out: ${gone.map((itemNo) => names.get(itemNo) ?? itemNo).join(', ')}.`, fields: {} };
  }
  const fields: Partial<Record<CustomerField, string>> = {};
  for (const { path, message } of violations) {
    const field = CUSTOMER_FIELDS.find((name) => name === path);
    if (field !== undefined) fields[field] ??= message;
  }
  const others = violations.filter(({ path }) => !CUSTOMER_FIELDS.some((name) => name === path));
  return { text: others.map(({ message }) => message).join(' ') || 'Correct the marked fields.', fields };
}
