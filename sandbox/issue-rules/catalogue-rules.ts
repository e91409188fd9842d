import type { Catalogue, TicketType } from '../book/catalogue.js';
import type { IssueData, IssueItem } from '../book/issue-data.js';
import { insist } from '../book/refusals.js';

/** What the Issue page says of products, and of pickup and gift vouchers in one order. @throws Refusal */
export function checkProducts(data: IssueData, catalogue: Catalogue): void {
  for (const item of data.TicketInfo) {
    if (data.IssueType !== '4') checkProduct(item, catalogue);
  }
  const types = new Set(data.TicketInfo.map((item) => ticketTypeOf(item, data, catalogue)));
  const giftsOnly = !types.has('1');
  insist(giftsOnly === (data.FreeTradeNo !== undefined), 'tradeNumberKind');
}

function checkProduct({ ItemNo, ExpireDate }: IssueItem, catalogue: Catalogue): void {
  const product = ItemNo === undefined ? undefined : catalogue.find(ItemNo);
  insist(product !== undefined, 'itemUnknown');
  insist(product.onSale, 'itemOffSale');
  insist((product.ticketType === '2') === (ExpireDate !== undefined), 'expireDate');
}

/** A serial number that is in no catalogue is a gift voucher if it expires: a pickup voucher never does. */
export function ticketTypeOf(item: IssueItem, data: IssueData, catalogue: Catalogue): TicketType {
  if (data.IssueType === '4') return item.ExpireDate === undefined ? '1' : '2';
  return catalogue.find(item.ItemNo ?? '')?.ticketType ?? '1';
}
