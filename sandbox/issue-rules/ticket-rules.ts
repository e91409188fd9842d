import type { Catalogue, TicketType } from '../orders/catalogue.js';
import type { IssueData, IssueItem } from '../orders/issue-data.js';
import { refuseUnless } from '../orders/refusals.js';
import { formatDate, startOfDate } from '../time/taipei.js';
import { isAlphanumeric, hasLength } from './fields.js';

/** What the Issue page says of TicketInfo, as far as it can be told without the catalogue. `now` in ms. @throws Refusal */
export function checkTickets(data: IssueData, now: number): void {
  for (const item of data.TicketInfo) {
    if (data.IssueType === '4') checkSerialNumberItem(item);
    else checkCatalogueItem(item);
    refuseUnless(item.TicketAmount >= 1, 'ticketAmount');
    checkStartDate(item, data, formatDate(now));
    checkExpireDate(item, data, formatDate(now));
  }
  const total = data.TicketInfo.reduce((sum, item) => sum + item.TicketAmount, 0);
  refuseUnless(total <= (data.IssueType === '1' ? 8 : 100), 'tooManyTickets');
  const numbers = data.TicketInfo.flatMap(({ ItemNo }) => ItemNo ?? []);
  refuseUnless(new Set(numbers).size === numbers.length, 'itemRepeated');
}

function checkCatalogueItem({ ItemNo, ItemName, TicketPrice }: IssueItem): void {
  refuseUnless(ItemNo !== undefined && isAlphanumeric(ItemNo, 1, 8), 'itemNo');
  // Not asked for here; what is omitUndefined in must make sense all the same.
  if (ItemName !== undefined) refuseUnless(isItemName(ItemName), 'itemName');
  if (TicketPrice !== undefined) refuseUnless(isPrice(TicketPrice), 'ticketPrice');
}

function checkSerialNumberItem({ ItemNo, ItemName, TicketPrice }: IssueItem): void {
  refuseUnless(ItemName !== undefined && isItemName(ItemName), 'itemName');
  refuseUnless(TicketPrice !== undefined && isPrice(TicketPrice), 'ticketPrice');
  if (ItemNo !== undefined) refuseUnless(isAlphanumeric(ItemNo, 1, 8), 'itemNo');
}

function isItemName(name: string): boolean {
  return hasLength(name, 4, 20) && /^[\p{sc=Han}\w()/,.$%-]*$/u.test(name);
}

function isPrice(price: number): boolean {
  return price >= 0 && price <= 999_999_999;
}

/** Where the ticket is for immediate use, a StartDate other than the day of issue contradicts that. */
function checkStartDate({ StartDate }: IssueItem, data: IssueData, today: string): void {
  if (StartDate !== undefined) refuseUnless(startOfDate(StartDate) !== undefined, 'startDate');
  if (startsLater(data)) refuseUnless(StartDate !== undefined && StartDate > today, 'startDate');
  else refuseUnless(StartDate === undefined || StartDate <= today, 'startDate');
}

function checkExpireDate({ StartDate, ExpireDate }: IssueItem, data: IssueData, today: string): void {
  if (ExpireDate === undefined) {
    refuseUnless(data.FreeTradeNo === undefined, 'expireDate');
    return;
  }
  const firstDay = startsLater(data) && StartDate !== undefined ? StartDate : today;
  refuseUnless(startOfDate(ExpireDate) !== undefined && ExpireDate >= firstDay, 'expireDate');
}

/** Only electronic tickets can start later than the day of issue. */
export function startsLater(data: IssueData): boolean {
  return data.IssueType === '3' && data.IsImmediate === '2';
}

/** What the Issue page says of products, and of pickup and gift vouchers in one order. @throws Refusal */
export function checkProducts(data: IssueData, catalogue: Catalogue): void {
  for (const item of data.TicketInfo) {
    if (data.IssueType !== '4') checkProduct(item, catalogue);
  }
  const types = new Set(data.TicketInfo.map((item) => ticketTypeOf(item, data, catalogue)));
  const giftsOnly = !types.has('1');
  refuseUnless(giftsOnly === (data.FreeTradeNo !== undefined), 'tradeNumberKind');
}

function checkProduct({ ItemNo, ExpireDate }: IssueItem, catalogue: Catalogue): void {
  const product = ItemNo === undefined ? undefined : catalogue.find(ItemNo);
  refuseUnless(product !== undefined, 'itemUnknown');
  refuseUnless(product.onSale, 'itemOffSale');
  refuseUnless((product.ticketType === '2') === (ExpireDate !== undefined), 'expireDate');
}

/** A serial number that is in no catalogue is a gift voucher if it expires: a pickup voucher never does. */
export function ticketTypeOf(item: IssueItem, data: IssueData, catalogue: Catalogue): TicketType {
  if (data.IssueType === '4') return item.ExpireDate === undefined ? '1' : '2';
  return catalogue.find(item.ItemNo ?? '')?.ticketType ?? '1';
}
