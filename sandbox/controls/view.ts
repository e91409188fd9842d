import { type Totals, totalsOf } from '../orders/amounts.js';
import { type Attempt, type Callback, inEscrow, type Order, useStatusOf } from '../orders/order.js';

/** An order as the controls show it. Amounts are in NT$, dates are `yyyymmdd` in Asia/Taipei, times are ISO 8601. */
export interface OrderView {
  readonly merchantId: string;
  readonly platformId?: string;
  readonly tradeNo: string;
  readonly tradeNumberField: Order['tradeNumberField'];
  readonly ticketTradeNo?: string;
  readonly issueType?: string;
  readonly status: Order['status'];
  /** ECPay's message if Issue was refused or issuing failed. */
  readonly remark: string;
  /** Number of Issue requests with this trade number. */
  readonly issueCalls: number;
  /** Number of those requests that led to tickets, or will. */
  readonly issuances: number;
  readonly receivedAt?: string;
  readonly issuedAt?: string;
  readonly escrowEndsOn?: string;
  /** Whether the escrow period is over and the money belongs to the merchant. */
  readonly escrowReleased: boolean;
  readonly totals: Totals;
  readonly tickets: readonly TicketView[];
  readonly callbacks: readonly CallbackView[];
}

export interface TicketView {
  readonly ticketNo: string;
  readonly writeOffNo: string;
  /** As in QueryOrderInfo: 1 unused, 2 redeemed, 3 refunded, 4 expired. */
  readonly useStatus: 1 | 2 | 3 | 4;
  readonly itemNo?: string;
  readonly itemName: string;
  /** As in QueryOrderInfo: `1` pickup voucher, `2` gift voucher. */
  readonly ticketType: '1' | '2';
  readonly price: number;
  readonly startDate: string;
  readonly expireDate?: string;
  readonly redeemedOn?: string;
  readonly refundedOn?: string;
  readonly refundFee: number;
}

export interface CallbackView {
  readonly kind: Callback['kind'];
  readonly url: string;
  readonly state: Callback['state'];
  /** When the next attempt is due, or when the last one was. */
  readonly dueAt: string;
  /** The plaintext of Data, once it was sent. */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly attempts: readonly (Omit<Attempt, 'at'> & { readonly at: string })[];
}

/** Returns an order as the controls show it. @param today yyyymmdd. */
export function toOrderView(order: Order, today: string): OrderView {
  const { merchantId, platformId, tradeNo, tradeNumberField, ticketTradeNo, status, remark } = order;
  const { issueCalls, issuances, receivedAt, issuedAt, escrowEndsOn } = order;
  return {
    merchantId,
    ...(platformId !== undefined && { platformId }),
    ...{ tradeNo, tradeNumberField },
    ...(ticketTradeNo !== undefined && { ticketTradeNo }),
    ...(order.data && { issueType: order.data.IssueType }),
    ...{ status, remark, issueCalls, issuances },
    ...(receivedAt !== undefined && { receivedAt: iso(receivedAt) }),
    ...(issuedAt !== undefined && { issuedAt: iso(issuedAt) }),
    ...(escrowEndsOn !== undefined && { escrowEndsOn }),
    escrowReleased: escrowEndsOn !== undefined && !inEscrow(order, today),
    totals: totalsOf(order, today),
    tickets: order.tickets.map(({ state, ...ticket }) => ({
      ...ticket,
      useStatus: useStatusOf({ state, ...ticket }, today),
    })),
    callbacks: order.callbacks.map(toCallbackView),
  };
}

export function toCallbackView({ kind, url, state, dueAt, data, attempts }: Callback): CallbackView {
  return {
    ...{ kind, url, state },
    dueAt: iso(dueAt),
    ...(data && { data }),
    attempts: attempts.map(({ at, ...attempt }) => ({ at: iso(at), ...attempt })),
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
