/**
 * A ticket order as a merchant's code writes it. ECPay's own names (`MerchantTradeNo`, `TicketInfo` …) live at the
 * protocol's edge; `ecticket/naming.ts` is the one place where the two meet.
 */

/** What the consumer receives. ECPay's IssueType 1, 2, 3, 4 in this order. */
export type IssueType = 'convenienceStore' | 'paper' | 'electronic' | 'serialNumber';

/** Who prints a paper ticket. ECPay's PrintType 1, 2. */
export type PrintedBy = 'ecpay' | 'merchant';

/** From when an electronic ticket can be used. ECPay's IsImmediate 1, 2. */
export type Availability = 'immediate' | 'fromStartDate';

/** Who took the payment (escrow profile only). ECPay's PaymentProvider 1, 2. */
export type PaymentProvider = 'ecpay' | 'other';

/**
 * An order's own number. An order with at least one pickup voucher has a `merchantTradeNo` (the payment's number, up to
 * 25 letters and digits); one of gift vouchers only has a `freeTradeNo` (up to 20).
 */
export type TradeNumber =
  | { readonly merchantTradeNo: string; readonly freeTradeNo?: never }
  | { readonly freeTradeNo: string; readonly merchantTradeNo?: never };

/** Which order, at ECPay. `platformId` is set when a platform merchant acts for `merchantId`. */
export type OrderRef = { readonly merchantId: string; readonly platformId?: string } & TradeNumber;

/** A product of the catalogue, sold as tickets. */
export interface CatalogueItem {
  /** ECPay's product number, up to 8 letters and digits, once an order. */
  readonly itemNo: string;
  /** How many tickets. */
  readonly quantity: number;
  /** yyyymmdd in Asia/Taipei; with `availability: 'fromStartDate'` only, later than the day of issue. */
  readonly startDate?: string;
  /** yyyymmdd in Asia/Taipei; for a gift voucher and only for it. */
  readonly expireDate?: string;
  readonly itemName?: never;
  readonly price?: never;
}

/** A ticket that is a serial number only; it needs no listing in the catalogue. */
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
  /** Set when a platform merchant places the order for `merchantId`. */
  readonly platformId?: string;
  /** Who issues, for ECPay's records: up to 10 letters and digits. */
  readonly operator: string;
  /** The issuing branch; left out for the main branch. 2 to 20 letters and digits. */
  readonly storeId?: string;
  readonly refundNotifyUrl?: string;
  readonly useStatusNotifyUrl?: string;
  /** Required by the escrow profile. */
  readonly paymentProvider?: PaymentProvider;
  /** Pure Chinese or pure English, 2 to 20 characters. */
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

/** Everything that ECPay's Issue is told of an order (developers.ecpay.com.tw, Ticket Issuance). */
export type TicketOrder = OrderCommon &
  TradeNumber &
  (ConvenienceStoreOrder | PaperOrder | ElectronicOrder | SerialNumberOrder);
