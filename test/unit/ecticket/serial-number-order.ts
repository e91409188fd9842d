import type { TicketOrder } from '../../../ecticket/index.js';

export const ORDER: TicketOrder = {
  merchantId: '3085676',
  merchantTradeNo: 'CBX20220302153064851',
  issueType: 'serialNumber',
  operator: 'AngelaChan',
  items: [{ itemName: 'SPA課程體驗券', price: 3200, quantity: 4 }],
};
/** The same, as Data of Issue. */
export const ORDER_DATA = {
  MerchantID: '3085676',
  MerchantTradeNo: 'CBX20220302153064851',
  IssueType: '4',
  Operator: 'AngelaChan',
  TicketInfo: [{ ItemName: 'SPA課程體驗券', TicketPrice: 3200, TicketAmount: 4 }],
};
