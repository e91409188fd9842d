/**
 * All refusals in a reply's Data. ECPay's table of codes is not public: the codes and messages are the sandbox's own,
 * and a client must not interpret them. Messages contain spaces, brackets and Chinese on purpose, because ECPay's do.
 * With a fixed URL encoding, these characters reveal clients whose checksums differ.
 */
export const REFUSALS = {
  // The request as a whole
  parameter: [10200001, '參數錯誤 (Parameter error)'],
  otherMerchant: [10200002, 'MerchantID 不一致 (Data and envelope name different merchants)'],
  notActivated: [10200003, '特店未啟用此服務 (This service is not activated for the merchant)'],
  tooOften: [10200004, '查詢過於頻繁 (One report a minute!)'],

  // Issue: the order
  tradeNumber: [10200101, '訂單編號錯誤 (MerchantTradeNo or FreeTradeNo: exactly one, letters and digits)'],
  tradeNumberUsed: [10200102, '訂單編號重複 (This trade number has been used!)'],
  tradeNumberKind: [
    10200103,
    '訂單編號與票券類型不符 (FreeTradeNo is for gift vouchers only, MerchantTradeNo for the rest)',
  ],
  issueType: [10200104, '票券發行類型錯誤 (IssueType)'],
  printType: [10200105, '列印方式錯誤 (PrintType)'],
  isImmediate: [10200106, '是否立即使用錯誤 (IsImmediate)'],
  notifyUrl: [10200107, '通知網址錯誤 (RefundNotifyURL or UseStatusNotifyURL)'],
  storeId: [10200108, '分店代號錯誤 (StoreID)'],
  storeUnknown: [10200112, '查無分店或分店未啟用 (StoreID: no such store, or it is not active)'],
  operator: [10200109, '操作人員錯誤 (Operator)'],
  paymentProvider: [10200110, '金流類型錯誤 (PaymentProvider)'],
  notPaid: [10200111, '訂單未付款 (No payment by one-time credit card under this number)'],

  // Issue: the customer
  customerName: [10200121, '客戶名稱錯誤 (CustomerName: 2 to 20 characters, all Chinese or all English)'],
  customerPhone: [10200122, '客戶手機錯誤 (CustomerPhone: 09 and eight digits)'],
  customerEmail: [10200123, '客戶電子信箱錯誤 (CustomerEmail)'],
  customerAddress: [10200124, '客戶地址錯誤 (CustomerAddress)'],

  // Issue: the tickets
  ticketInfo: [10200131, '票券資訊錯誤 (TicketInfo)'],
  itemNo: [10200132, '商品編號錯誤 (ItemNo)'],
  itemRepeated: [10200133, '商品編號重複 (ItemNo is repeated)'],
  itemUnknown: [10200134, '查無此商品 (No such item)'],
  itemOffSale: [10200135, '商品已下架 (The item is off sale)'],
  itemName: [10200136, '商品名稱錯誤 (ItemName)'],
  ticketPrice: [10200137, '票券面額錯誤 (TicketPrice)'],
  ticketAmount: [10200138, '票券張數錯誤 (TicketAmount)'],
  tooManyTickets: [10200139, '超過單筆訂單張數上限 (Too many tickets in one order)'],
  startDate: [10200140, '生效日期錯誤 (StartDate must be a day later than the day of issue)'],
  expireDate: [10200141, '到期日錯誤 (ExpireDate: gift vouchers only, not before the ticket can be used)'],

  // Afterwards
  noOrder: [10200201, '查無訂單 (No such order)'],
  noTicket: [10200202, '查無票券 (No such ticket)'],
  notUnused: [10200203, '票券非未使用狀態 (The ticket is not unused)'],
  notYetValid: [10200204, '票券尚未生效 (The ticket cannot be used yet)'],
  ticketExpired: [10200205, '票券已過期 (The gift voucher has expired)'],
  notRedeemed: [10200206, '票券未核銷 (The ticket is not redeemed)'],
  notRefunded: [10200207, '票券未退款 (The ticket is not refunded)'],
  escrowOver: [10200208, '已超過價金保管期 (The escrow period is over, the money is with the merchant)'],
  noPickupVoucher: [10200209, '訂單不含提貨券 (The order has no pickup voucher)'],
  notPrintedByMerchant: [10200210, '非自行列印訂單 (Not a paper order printed by the merchant)'],
  refundFee: [10200211, '退款手續費錯誤 (The fee is more than the refund)'],

  // On request
  onRequest: [10299999, '系統忙碌中,請稍後再試 (A refusal requested by a fault)'],
} as const satisfies Record<string, readonly [rtnCode: number, rtnMsg: string]>;

export type RefusalName = keyof typeof REFUSALS;

/** A refused request. Carries the code and message for the reply's Data. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly rtnCode: number;
  readonly rtnMsg: string;

  constructor(readonly reason: RefusalName) {
    const [rtnCode, rtnMsg] = REFUSALS[reason];
    super(`${rtnCode}: ${rtnMsg}`);
    this.rtnCode = rtnCode;
    this.rtnMsg = rtnMsg;
  }
}

/** Throws a {@link Refusal} unless the condition holds. */
export function refuseUnless(condition: boolean, reason: RefusalName): asserts condition {
  if (!condition) throw new Refusal(reason);
}
