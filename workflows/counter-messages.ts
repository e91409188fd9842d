/** What a merchant's own counter and refund desk ask of an order, and what they are answered. */
import { defineUpdate } from '@temporalio/workflow';
import type { Ticket, TicketState } from '../ecticket/book.js';

/** One ticket by its own number or the one that is scanned, or any so many of a product (of the order, without itemNo). */
export type TicketSelection =
  | { readonly ticketNo: string }
  | { readonly writeOffNo: string }
  | { readonly count: number; readonly itemNo?: string };

/** At the counter: which tickets, and who acts where, for ECPay's records. */
export interface CounterRequest {
  readonly tickets: TicketSelection;
  /** 2 to 20 letters and digits. */
  readonly storeId?: string;
  /** 1 to 10 letters and digits. */
  readonly operator?: string;
}

/** The same where something is taken back. */
export interface WithdrawalRequest extends CounterRequest {
  /** Up to 50 characters. */
  readonly reason?: string;
}

export interface RefundRequest extends WithdrawalRequest {
  /** NT$ that the merchant keeps of each ticket's money; of a pickup voucher in escrow only. Nothing is kept without it. */
  readonly fee?: number;
}

export type TicketAction = 'redeem' | 'cancelRedemption' | 'refund' | 'cancelRefund';

/**
 * Why a ticket was not acted on. `PROVIDER_REFUSED` comes with ECPay's own code and words. `OUT_OF_TIME`: the tickets
 * before this one took the whole minute, and ECPay was not asked for it; ask again.
 */
export type CounterRefusalCode =
  | 'INVALID_REQUEST'
  | 'ORDER_NOT_ACTIVE'
  | 'UNKNOWN_TICKET'
  | 'NOT_ENOUGH_TICKETS'
  | 'NOT_YET_VALID'
  | 'EXPIRED'
  | 'ALREADY_REDEEMED'
  | 'ALREADY_REFUNDED'
  | 'NOT_REDEEMED'
  | 'NOT_REFUNDED'
  | 'INVALID_FEE'
  | 'OUT_OF_TIME'
  | 'PROVIDER_REFUSED';

/** When and where a ticket was used, as far as it is known: ECPay tells the day, the order's own counter the rest. */
export interface TicketUse {
  /** yyyymmdd, Asia/Taipei. */
  readonly on?: string;
  /** ISO 8601. */
  readonly at?: string;
  readonly storeId?: string;
  readonly operator?: string;
}

export interface CounterRefusal {
  readonly code: CounterRefusalCode;
  readonly words: string;
  readonly used?: TicketUse;
}

/**
 * What became of one ticket. `unknown`: ECPay did not answer in time; the order finds out by itself, and asking again under
 * the same update id answers the same. A refunded pickup voucher moves money while in escrow, a gift voucher never does.
 */
export type TicketOutcome = { readonly ticketNo: string } & (
  | ({
      readonly result: 'done';
      readonly state: TicketState;
    } & (
      | { readonly voucher: 'pickup'; readonly movesMoney: boolean }
      | { readonly voucher: 'gift'; readonly movesMoney: false }
    ))
  | { readonly result: 'refused'; readonly refusal: CounterRefusal }
  | { readonly result: 'unknown' }
);

/** One entry a ticket, in the order in which they were chosen. */
export interface CounterOutcome {
  readonly tickets: readonly TicketOutcome[];
}

/** An outcome that an update was answered with. */
export interface AnsweredUpdate {
  readonly updateId: string;
  readonly outcome: CounterOutcome;
}

/** An update that cannot be is rejected by its validator: an ApplicationFailure whose type is a {@link CounterRefusalCode}. */
export const redeem = defineUpdate<CounterOutcome, [CounterRequest]>('redeem');
export const cancelRedemption = defineUpdate<CounterOutcome, [WithdrawalRequest]>('cancelRedemption');
export const refund = defineUpdate<CounterOutcome, [RefundRequest]>('refund');
export const cancelRefund = defineUpdate<CounterOutcome, [WithdrawalRequest]>('cancelRefund');

export const COUNTER_UPDATES = { redeem, cancelRedemption, refund, cancelRefund } as const satisfies Record<
  TicketAction,
  unknown
>;

/** The state that an action takes a ticket from, and the one it leaves it in. */
export const TICKET_MOVES: Readonly<Record<TicketAction, { readonly from: TicketState; readonly to: TicketState }>> = {
  redeem: { from: 'unused', to: 'redeemed' },
  cancelRedemption: { from: 'redeemed', to: 'unused' },
  refund: { from: 'unused', to: 'refunded' },
  cancelRefund: { from: 'refunded', to: 'unused' },
};

/** Whether a ticket in this state stands where `action` leaves it; a gift voucher taken back after its last day has expired. */
export function isWhereMoved(state: TicketState | undefined, action: TicketAction): boolean {
  const { to } = TICKET_MOVES[action];
  return state === to || (to === 'unused' && state === 'expired');
}

/** A ticket as an activity needs it. */
export type TicketToMove = Pick<Ticket, 'ticketNo' | 'writeOffNo'>;
