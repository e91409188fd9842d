import type { CatalogueEntry } from '../../ecticket/provider-order.js';
import { CannotConnectError } from '../../ecticket/errors/cannot-connect-error.js';
import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';
import { InvalidOrderError } from '../../ecticket/errors/invalid-order-error.js';
import type { CatalogueItem, TicketOrder } from '../../ecticket/order.js';
import type { Violation } from '../../ecticket/violation.js';
import type { CatalogueReader } from './catalogue-reader.js';
import type { PlacedPayment } from '../payments/payment-terms.js';
import { ViolationList } from '../violation-list.js';

/** Rules of which the catalogue, and not the order, decides. What broke none once may break one when it is repeated. */
export const CATALOGUE_RULES: readonly string[] = [
  'productUnknown',
  'productOffSale',
  'giftExpireDateNeeded',
  'pickupExpireDate',
  'amountIsCatalogueTotal',
  'amountNeeded',
];

export interface CatalogueVerdict {
  /** NT$ that the order's pickup vouchers cost; undefined where that cannot be said. */
  readonly total: number | undefined;
  readonly warnings: readonly Violation[];
}

/**
 * Holds a valid order of catalogue products against ECPay's catalogue (developers.ecpay.com.tw/?p=29951), before the
 * customer pays. Where ECPay cannot be asked, an order whose amount is known is let through with a warning, and one
 * without is refused: any amount would pay for it.
 *
 * @param isSandbox lets an order through also where no sandbox is running.
 * @throws InvalidOrderError with every violation.
 */
export async function checkCatalogue(
  reader: CatalogueReader,
  order: TicketOrder,
  payment: PlacedPayment,
  isSandbox: boolean,
): Promise<CatalogueVerdict> {
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
      `ECPay's catalogue could not be asked (${codeOf(failure)}): products and prices are not checked.`,
      'Watch whether ECPay refuses the order after payment.',
    );
  } else {
    order.items.forEach((item, index) => {
      checkItem(item, entries.get(item.itemNo), `items[${index}]`, violations);
    });
  }
  const total = entries && order.freeTradeNo === undefined ? totalOf(order.items, entries) : undefined;
  if (order.freeTradeNo === undefined) {
    const mayBeUnknown = payment.paid !== undefined || (isSandbox && failure instanceof CannotConnectError);
    checkAmount(payment.amount, total, mayBeUnknown || violations.all.length > 0, violations);
  }
  if (violations.all.length > 0) throw new InvalidOrderError(violations.all);
  return { total, warnings: warnings.all };
}

function checkItem(
  { expireDate }: CatalogueItem,
  entry: CatalogueEntry | undefined,
  at: string,
  violations: ViolationList,
): void {
  violations.check(
    entry !== undefined,
    `${at}.itemNo`,
    'productUnknown',
    'ECPay’s catalogue has no product under this number.',
    'Correct the number, or list the product in ECPay’s vendor system first.',
  );
  violations.check(
    entry?.onSale !== false,
    `${at}.itemNo`,
    'productOffSale',
    'This product is off sale in ECPay’s catalogue.',
    'Put it on sale in ECPay’s vendor system, or take it out of the order.',
  );
  violations.check(
    entry?.voucher !== 'gift' || expireDate !== undefined,
    `${at}.expireDate`,
    'giftExpireDateNeeded',
    'This product is a gift voucher, which needs an expiration date.',
    'Fill in the last day of use, yyyymmdd.',
  );
  violations.check(
    entry?.voucher !== 'pickup' || expireDate === undefined,
    `${at}.expireDate`,
    'pickupExpireDate',
    'This product is a pickup voucher, which has no expiration date.',
    'Leave the expiration date out.',
  );
}

function checkAmount(
  amount: number | undefined,
  total: number | undefined,
  mayBeUnknown: boolean,
  violations: ViolationList,
): void {
  violations.check(
    amount === undefined || total === undefined || amount === total,
    'payment.amount',
    'amountIsCatalogueTotal',
    `The prices in ECPay’s catalogue sum up to NT$${total}.`,
    'State that amount, or leave it out, or correct the prices in ECPay’s vendor system.',
  );
  violations.check(
    amount !== undefined || total !== undefined || mayBeUnknown,
    'payment.amount',
    'amountNeeded',
    'The prices could not be read from ECPay’s catalogue, and without an amount any payment would do.',
    'State the amount, or place the order again later.',
  );
}

/** A gift voucher is free, whatever face value it has. What the catalogue does not tell of a voucher, its date does. */
function totalOf(items: readonly CatalogueItem[], entries: ReadonlyMap<string, CatalogueEntry>): number | undefined {
  let total = 0;
  for (const { itemNo, quantity, expireDate } of items) {
    const { voucher = expireDate === undefined ? 'pickup' : 'gift', price } = entries.get(itemNo) ?? {};
    if (voucher === 'gift') continue;
    if (price === undefined) return undefined;
    total += price * quantity;
  }
  return total;
}

function codeOf(failure: unknown): string {
  if (failure instanceof ECTicketError) return failure.code;
  return failure instanceof Error ? failure.name : 'unknown';
}
