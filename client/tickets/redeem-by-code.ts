/** Finds and redeems a ticket by its scanned code, because a code does not contain the order's number. */
import type { CodeKeys } from '../../ecticket/code-tags.js';
import { InvalidRequestError } from '../../ecticket/errors/invalid-request-error.js';
import type { OrderRef } from '../../ecticket/order.js';
import type { TicketActionOutcome, RedeemRequest } from '../../workflows/messages/ticket-actions.js';
import { runTicketAction } from './ticket-actions.js';
import { findByCode, type FoundTicket } from './find-by-code.js';
import type { OrderExecutions } from '../temporal/order-executions.js';
import { isMerchantId } from '../orders/order-ref.js';
import { checkUpdateOptions, type UpdateOptions } from '../update-options.js';
import { ViolationList } from '../violation-list.js';

/** Request of `findByCode`: the scanned code, and whose ticket it is. */
export interface CodeLookup {
  /** The merchant that redeems the ticket. Codes of other merchants are not found. */
  readonly merchantId: string;
  /**
   * The ticket's redemption number (WriteOffNo), as scanned. Surrounding blanks and control characters are removed, and
   * full-width characters become half-width. Upper and lower case stay unchanged.
   */
  readonly code: string;
}

/** Request of `redeemByCode`: the scanned code, and who redeems the ticket where. */
export interface CodeScan extends CodeLookup, Omit<RedeemRequest, 'tickets'> {}

/** Result of `redeemByCode`: the outcome of the ticket, and its order. */
export interface CodeRedemption extends TicketActionOutcome {
  readonly ref: OrderRef;
}

/** Finds the ticket with a scanned code. Documented at `ECTicketClient.findByCode`. */
export async function findScannedTicket(
  orders: OrderExecutions,
  keys: CodeKeys | undefined,
  lookup: CodeLookup,
): Promise<FoundTicket> {
  checkScan('findByCode', lookup, ['merchantId', 'code']);
  return await findByCode(orders, keys, lookup.merchantId, normalizeCode(lookup.code));
}

/** Redeems the ticket with a scanned code. Documented at `ECTicketClient.redeemByCode`. */
export async function redeemByCode(
  orders: OrderExecutions,
  keys: CodeKeys | undefined,
  scan: CodeScan,
  options: UpdateOptions,
): Promise<CodeRedemption> {
  checkUpdateOptions('redeemByCode', options);
  checkScan('redeemByCode', scan, ['merchantId', 'code', 'storeId', 'operator']);
  const { merchantId, code, ...details } = scan;
  const { ref, ticketNo } = await findByCode(orders, keys, merchantId, normalizeCode(code));
  const outcome = await runTicketAction(orders, ref, 'redeem', { tickets: { ticketNo }, ...details }, options);
  return { ref, ...outcome };
}

/** Removes only what a scanner or a keyboard adds. Any further correction could yield the code of another ticket. */
function normalizeCode(code: string): string {
  return code.normalize('NFKC').replace(/^[\p{C}\p{Z}]+|[\p{C}\p{Z}]+$/gu, '');
}

/** Checks a scan. @throws InvalidRequestError, which does not contain the code. */
function checkScan(method: string, scan: CodeLookup, fields: readonly string[]): void {
  const violations = new ViolationList();
  if (violations.checkFields(scan, 'scan', fields)) {
    const { merchantId, code } = scan;
    violations.check(
      isMerchantId(merchantId),
      'merchantId',
      'merchantId',
      'A merchantId must have 1 to 10 letters and digits.',
      'Use the MerchantID of the merchant that redeems the ticket.',
    );
    violations.check(
      typeof code === 'string' && /^[!-~]{1,18}$/.test(normalizeCode(code)),
      'code',
      'writeOffNo',
      'A code must have 1 to 18 letters and digits without blanks, as in the barcode of the ticket.',
      'If the scanner adds text (a symbology prefix, a web address around the code), make it send the code alone.',
    );
  }
  if (violations.all.length > 0) throw new InvalidRequestError(method, violations.all);
}
