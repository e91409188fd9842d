import type { CatalogueEntry } from '../../ecticket/provider-order.js';
import { CannotConnectError } from '../../ecticket/errors/cannot-connect-error.js';
import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';
import { InvalidOrderError } from '../../ecticket/errors/invalid-order-error.js';
import type { CatalogueItem, TicketOrder } from '../../ecticket/order.js';
import type { Violation } from '../../ecticket/violation.js';
import type { CatalogueReader } from './catalogue-reader.js';
import type { PlacedPayment } from '../payments/payment-terms.js';
import { ViolationList } from '../violation-list.js';

/** Rules that depend on the catalogue. A repeated placement may break one that the first placement did not. */
export const CATALOGUE_RULES: readonly string[] = [
  'itemUnknown',
  'itemOffSale',
  'giftExpireDateNeeded',
  'pickupExpireDate',
  'amountIsCatalogueTotal',
  'amountNeeded',
];

export interface CatalogueCheck {
  /** The price of the order's pickup vouchers in NT$; undefined if it is unknown. */
  readonly total: number | undefined;
  readonly warnings: readonly Violation[];
}

/**
 * Checks the items of a valid order in ECPay's catalogue (developers.ecpay.com.tw/?p=29951), before the customer
 * pays. If ECPay does not answer, an order with an amount passes with a warning. One without an amount is refused,
 * because any payment would be enough for it.
 *
 * @param payment Undefined: the amount is compared elsewhere.
 * @param isSandbox Also accepts an order without an amount while no sandbox runs.
 * @throws InvalidOrderError with every violation.
 */
export async function checkCatalogue(
  reader: CatalogueReader,
  order: TicketOrder,
  payment: PlacedPayment | undefined,
  isSandbox: boolean,
): Promise<CatalogueCheck> {
  if (order.issueType === 'serialNumber') return { total: undefined, warnings: [] };
  const { entries, failure } = await reader.read(
    order,
    order.items.map(({ itemNo }) => itemNo),
  );
  const violations = new ViolationList();
  const warnings = new ViolationList();
  if (entries === undefined) {
    warnings.check(
      false,
      'items',
      'catalogueNotChecked',
      `ECPay's catalogue could not be read (${failureCode(failure)}): items and prices are not checked.`,
      'Check after payment whether ECPay refuses the order.',
    );
  } else {
    order.items.forEach((item, index) => {
      checkItem(item, entries.get(item.itemNo), `items[${index}]`, violations);
    });
  }
  const total = entries && order.freeTradeNo === undefined ? addPrices(order.items, entries) : undefined;
  if (order.freeTradeNo === undefined && payment !== undefined) {
    const mayLackAmount = isSandbox && failure instanceof CannotConnectError;
    checkAmount(payment.amount, total, mayLackAmount || violations.all.length > 0, violations);
  }
  if (violations.all.length > 0) throw new InvalidOrderError(violations.all);
  return { total, warnings: warnings.all };
}

function checkItem(
  { expireDate }: CatalogueItem,
  entry: CatalogueEntry | undefined,
  path: string,
  violations: ViolationList,
): void {
  violations.check(
    entry !== undefined,
    `${path}.itemNo`,
    'itemUnknown',
    'ECPay’s catalogue has no item with this number.',
    'Correct the number, or list the item in ECPay’s back office first.',
  );
  violations.check(
    entry?.onSale !== false,
    `${path}.itemNo`,
    'itemOffSale',
    'This item is off sale in ECPay’s catalogue.',
    'Put it on sale in ECPay’s back office, or remove it from the order.',
  );
  violations.check(
    entry?.voucher !== 'gift' || expireDate !== undefined,
    `${path}.expireDate`,
    'giftExpireDateNeeded',
    'This item is a gift voucher, which needs an expiration date.',
    'Add the last day of use, as yyyymmdd.',
  );
  violations.check(
    entry?.voucher !== 'pickup' || expireDate === undefined,
    `${path}.expireDate`,
    'pickupExpireDate',
    'This item is a pickup voucher, which has no expiration date.',
    'Leave the expiration date out.',
  );
}

function checkAmount(
  amount: number | undefined,
  total: number | undefined,
  mayLackAmount: boolean,
  violations: ViolationList,
): void {
  violations.check(
    amount === undefined || total === undefined || amount === total,
    'payment.amount',
    'amountIsCatalogueTotal',
    `The prices in ECPay’s catalogue add up to NT$${total}.`,
    'Use that amount, leave it out, or correct the prices in ECPay’s back office.',
  );
  violations.check(
    amount !== undefined || total !== undefined || mayLackAmount,
    'payment.amount',
    'amountNeeded',
    'The prices could not be read from ECPay’s catalogue, and without an amount any payment would be enough.',
    'Add the amount, or place the order again later.',
  );
}

/**
 * Adds up the prices of the pickup vouchers. Gift vouchers are free, whatever their face value. If the catalogue does
 * not state the kind of a voucher, its expiration date does: only gift vouchers have one.
 */
function addPrices(items: readonly CatalogueItem[], entries: ReadonlyMap<string, CatalogueEntry>): number | undefined {
  let total = 0;
  for (const { itemNo, quantity, expireDate } of items) {
    const { voucher = expireDate === undefined ? 'pickup' : 'gift', price } = entries.get(itemNo) ?? {};
    if (voucher === 'gift') continue;
    if (price === undefined) return undefined;
    total += price * quantity;
  }
  return total;
}

function failureCode(failure: unknown): string {
  if (failure instanceof ECTicketError) return failure.code;
  return failure instanceof Error ? failure.name : 'unknown';
}
