import type { Catalogue, TicketType } from '../orders/catalogue.js';
import type { IssueData, IssueItem } from '../orders/issue-data.js';
import { refuseUnless } from '../orders/refusals.js';
import { formatDate, startOfDate } from '../time/taipei.js';
import { isAlphanumeric, hasLength } from './fields.js';

/** Checks TicketInfo without the catalogue. @param now Milliseconds. @throws Refusal */
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
  // These fields are not required here, but must be valid if present.
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

/** Checks StartDate. For immediate use, it must not be later than the day of issue. */
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

/** Returns whether the tickets become valid later than the day of issue. Only electronic tickets can. */
export function startsLater(data: IssueData): boolean {
  return data.IssueType === '3' && data.IsImmediate === '2';
}

/** Checks items against the catalogue, and that the trade number fits the ticket types. @throws Refusal */
export function checkItems(data: IssueData, catalogue: Catalogue): void {
  for (const item of data.TicketInfo) {
    if (data.IssueType !== '4') checkItem(item, catalogue);
  }
  const types = new Set(data.TicketInfo.map((item) => ticketTypeOf(item, data, catalogue)));
  const giftsOnly = !types.has('1');
  refuseUnless(giftsOnly === (data.FreeTradeNo !== undefined), 'tradeNumberKind');
}

function checkItem({ ItemNo, ExpireDate }: IssueItem, catalogue: Catalogue): void {
  const item = ItemNo === undefined ? undefined : catalogue.find(ItemNo);
  refuseUnless(item !== undefined, 'itemUnknown');
  refuseUnless(item.onSale, 'itemOffSale');
  refuseUnless((item.ticketType === '2') === (ExpireDate !== undefined), 'expireDate');
}

/**
 * Returns the ticket type. A serial number that is in no catalogue is a gift voucher if it expires, because pickup
 * vouchers never do.
 */
export function ticketTypeOf(item: IssueItem, data: IssueData, catalogue: Catalogue): TicketType {
  if (data.IssueType === '4') return item.ExpireDate === undefined ? '1' : '2';
  return catalogue.find(item.ItemNo ?? '')?.ticketType ?? '1';
}
