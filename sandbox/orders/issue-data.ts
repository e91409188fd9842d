/** The validated Data of an Issue request (developers.ecpay.com.tw, Ticket Issuance). */
export interface IssueData {
  readonly MerchantID: string;
  readonly MerchantTradeNo?: string | undefined;
  readonly FreeTradeNo?: string | undefined;
  readonly IssueType: '1' | '2' | '3' | '4';
  readonly PrintType?: string | undefined;
  readonly IsImmediate?: string | undefined;
  readonly RefundNotifyURL?: string | undefined;
  readonly UseStatusNotifyURL?: string | undefined;
  readonly StoreID?: string | undefined;
  readonly Operator: string;
  readonly CustomerName?: string | undefined;
  readonly CustomerPhone?: string | undefined;
  readonly CustomerEmail?: string | undefined;
  readonly CustomerAddress?: string | undefined;
  readonly PaymentProvider?: string | undefined;
  readonly TicketInfo: readonly IssueItem[];
}

export interface IssueItem {
  readonly ItemNo?: string | undefined;
  readonly ItemName?: string | undefined;
  /** NT$. */
  readonly TicketPrice?: number | undefined;
  readonly TicketAmount: number;
  /** yyyymmdd, Asia/Taipei. */
  readonly StartDate?: string | undefined;
  readonly ExpireDate?: string | undefined;
}
