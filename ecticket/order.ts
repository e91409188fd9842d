/**
 * A ticket order in the client's field names. Only the protocol code uses ECPay's names (`MerchantTradeNo`,
 * `TicketInfo` …), and
 * `ecticket/naming.ts` translates between them.
 */

/** What the consumer receives. ECPay's IssueType 1, 2, 3, 4 in this order. */
export type IssueType = 'convenienceStore' | 'paper' | 'electronic' | 'serialNumber';

/** Who prints a paper ticket. ECPay's PrintType 1, 2. */
export type PrintedBy = 'ecpay' | 'merchant';

/** When the use of an electronic ticket can start. ECPay's IsImmediate 1, 2. */
export type Availability = 'immediate' | 'fromStartDate';

/** Who took the payment (escrow profile only). ECPay's PaymentProvider 1, 2. */
export type PaymentProvider = 'ecpay' | 'other';

/**
 * The number of an order. An order with at least one pickup voucher has a `merchantTradeNo` (the number of its payment,
 * up to 25 letters and digits). An order with only gift vouchers has a `freeTradeNo` (up to 20 letters and digits).
 */
export type TradeNumber =
  | { readonly merchantTradeNo: string; readonly freeTradeNo?: never }
  | { readonly freeTradeNo: string; readonly merchantTradeNo?: never };

/** Identifies an order. `platformId` is set if a platform merchant acts for `merchantId`. */
export type OrderRef = { readonly merchantId: string; readonly platformId?: string } & TradeNumber;

/** An item of the catalogue, sold as tickets. */
export interface CatalogueItem {
  /** ECPay's item number: up to 8 letters and digits, unique in the order. */
  readonly itemNo: string;
  /** How many tickets. */
  readonly quantity: number;
  /** yyyymmdd in Asia/Taipei, later than the day of issue. Only with `availability: 'fromStartDate'`. */
  readonly startDate?: string;
  /** yyyymmdd in Asia/Taipei. Required for gift vouchers, and not allowed for pickup vouchers. */
  readonly expireDate?: string;
  readonly itemName?: never;
  readonly price?: never;
}

/** A ticket that is only a serial number. It needs no item in the catalogue. */
export interface SerialNumberItem {
  /** 4 to 20 characters. */
  readonly itemName: string;
  /** Face value of one ticket in NT$, a whole number from 0 to 999,999,999. */
  readonly price: number;
  readonly quantity: number;
  readonly startDate?: string;
  readonly expireDate?: string;
  readonly itemNo?: never;
}

interface OrderCommon {
  readonly merchantId: string;
  /** Set if a platform merchant places the order for `merchantId`. */
  readonly platformId?: string;
  /** The clerk or system that places the order, for ECPay's records: up to 10 letters and digits. */
  readonly operator: string;
  /** The issuing store: 2 to 20 letters and digits. Default: the main store. */
  readonly storeId?: string;
  readonly refundNotifyUrl?: string;
  readonly useStatusNotifyUrl?: string;
  /** Required by the escrow profile. */
  readonly paymentProvider?: PaymentProvider;
  /** 2 to 20 characters, only Chinese or only English. */
  readonly customerName?: string;
  /** Domestic mobile number: 09 and eight digits. */
  readonly customerPhone?: string;
  readonly customerEmail?: string;
  readonly customerAddress?: string;
}

interface ConvenienceStoreOrder {
  readonly issueType: 'convenienceStore';
  readonly customerEmail: string;
  readonly items: readonly CatalogueItem[];
}

interface PaperOrder {
  readonly issueType: 'paper';
  readonly printedBy: PrintedBy;
  readonly items: readonly CatalogueItem[];
}

interface ElectronicOrder {
  readonly issueType: 'electronic';
  readonly availability: Availability;
  readonly customerName: string;
  readonly customerPhone: string;
  readonly customerEmail: string;
  readonly items: readonly CatalogueItem[];
}

interface SerialNumberOrder {
  readonly issueType: 'serialNumber';
  readonly items: readonly SerialNumberItem[];
}

/** An order with all fields of ECPay's Issue (developers.ecpay.com.tw, Ticket Issuance). */
export type TicketOrder = OrderCommon &
  TradeNumber &
  (ConvenienceStoreOrder | PaperOrder | ElectronicOrder | SerialNumberOrder);
