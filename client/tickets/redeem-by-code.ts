/** A clerk's scanner yields a code and nothing else: the order is found by it, and redeems the ticket as any other. */
import type { CodeKeys } from '../../ecticket/code-tags.js';
import { InvalidRequestError } from '../../ecticket/errors/invalid-request-error.js';
import type { OrderRef } from '../../ecticket/order.js';
import type { TicketActionOutcome, RedeemRequest } from '../../workflows/messages/ticket-actions.js';
import { runTicketAction } from './ticket-actions.js';
import { findByCode } from './find-by-code.js';
import type { OrderExecutions } from '../temporal/order-executions.js';
import { isMerchantId } from '../orders/order-ref.js';
import { checkUpdateOptions, type UpdateOptions } from './update-options.js';
import { ViolationList } from '../violation-list.js';

/** What was scanned, where, by whom. */
export interface CodeScan extends Omit<RedeemRequest, 'tickets'> {
  /** Whose counter it is: codes of other merchants are unknown there. */
  readonly merchantId: string;
  /**
   * The ticket's redemption number (WriteOffNo), as scanned: blanks and control characters around it are taken away,
   * full-width characters become half-width, and upper and lower case are left as they are.
   */
  readonly code: string;
}

/** What became of the ticket, and whose ticket it was. */
export interface CodeRedemption extends TicketActionOutcome {
  readonly ref: OrderRef;
}

const METHOD = 'redeemByCode';

/** See {@link ECTicketClient.redeemByCode}. */
export async function redeemByCode(
  orders: OrderExecutions,
  keys: CodeKeys | undefined,
  scan: CodeScan,
  options: UpdateOptions,
): Promise<CodeRedemption> {
  checkUpdateOptions(METHOD, options);
  checkScan(scan);
  const { merchantId, code, ...byWhom } = scan;
  const { ref, ticketNo } = await findByCode(orders, keys, merchantId, scannedCode(code));
  const outcome = await runTicketAction(orders, ref, 'redeem', { tickets: { ticketNo }, ...byWhom }, options);
  return { ref, ...outcome };
}

/** Nothing but what a scanner or a person's keyboard adds is taken away: a code that is corrected by guessing is another's. */
function scannedCode(code: string): string {
  return code.normalize('NFKC').replace(/^[\p{C}\p{Z}]+|[\p{C}\p{Z}]+$/gu, '');
}

/** @throws InvalidRequestError, which does not hold the code */
function checkScan(scan: CodeScan): void {
  const violations = new ViolationList();
  if (violations.checkFields(scan, 'scan', ['merchantId', 'code', 'storeId', 'operator'])) {
    const { merchantId, code } = scan;
    violations.check(
      isMerchantId(merchantId),
      'merchantId',
      'merchantId',
      'A merchantId has 1 to 10 letters and digits.',
      'Give the MerchantID of the shop where the ticket is redeemed.',
    );
    violations.check(
      typeof code === 'string' && /^[!-~]{1,18}$/.test(scannedCode(code)),
      'code',
      'writeOffNo',
      'A code is 1 to 18 letters and digits without blanks, as the barcode of the ticket holds it.',
      'Where the scanner adds text (a symbology prefix, a web address around the code), have it send the code alone.',
    );
  }
  if (violations.all.length > 0) throw new InvalidRequestError(METHOD, violations.all);
}
