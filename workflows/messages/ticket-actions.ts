/** What a merchant's own counter and refund desk ask of an order, and what they are answered. */
import { defineUpdate } from '@temporalio/workflow';
import type { Ticket, TicketState } from '../../ecticket/provider-order.js';
import type { OrderStatus } from './order.js';
import { stableHash } from './stable-hash.js';

/** Tickets by their own numbers, one by the number that is scanned, or any so many of a product (of the order, without itemNo). */
export type TicketSelection =
  | { readonly ticketNo: string }
  | { readonly writeOffNo: string }
  | { readonly ticketNos: readonly string[] }
  | { readonly count: number; readonly itemNo?: string };

/** At the counter: which tickets, and who acts where, for ECPay's records. */
export interface RedeemRequest {
  readonly tickets: TicketSelection;
  /** 2 to 20 letters and digits. */
  readonly storeId?: string;
  /** 1 to 10 letters and digits. */
  readonly operator?: string;
}

/** The same where something is taken back. */
export interface CancellationRequest extends RedeemRequest {
  /** Up to 50 characters. */
  readonly reason?: string;
}

export interface RefundRequest extends CancellationRequest {
  /** NT$ that the merchant keeps of each ticket's money; of a pickup voucher in escrow only. Nothing is kept without it. */
  readonly fee?: number;
}

/** Tickets that nobody chooses again: neither a retry, nor a replay, nor a reset of the workflow. */
export type NamedTickets = Exclude<TicketSelection, { readonly count: number }>;

/**
 * A ticket action as the update carries it. The caller chooses the tickets: `ECTicketClient` turns a `count` into numbers,
 * and says in `asked` what it was asked for.
 */
export interface TicketActionRequest extends Omit<RefundRequest, 'tickets'> {
  readonly tickets: NamedTickets;
  readonly asked?: { readonly count: number; readonly itemNo?: string };
}

export type TicketAction = 'redeem' | 'cancelRedemption' | 'refund' | 'cancelRefund';

/**
 * Why a ticket was not acted on. `PROVIDER_REFUSED` comes with ECPay's own code and words. Nothing was sent to ECPay after
 * `OUT_OF_TIME` (the minute of the action was nearly over), `THROTTLED` (`retryAt` says when to ask again),
 * `PROVIDER_UNAVAILABLE` (ECPay could not be asked) and `TICKET_IN_USE` (another action on the ticket is under way).
 * `UPDATE_ID_REUSED`: the update id belongs to a different request.
 */
export type TicketActionRefusalCode =
  | 'INVALID_REQUEST'
  | 'ORDER_NOT_ACTIVE'
  | 'UNKNOWN_TICKET'
  | 'NOT_ENOUGH_TICKETS'
  | 'TICKET_IN_USE'
  | 'NOT_YET_VALID'
  | 'EXPIRED'
  | 'ALREADY_REDEEMED'
  | 'ALREADY_REFUNDED'
  | 'NOT_REDEEMED'
  | 'NOT_REFUNDED'
  | 'INVALID_FEE'
  | 'UPDATE_ID_REUSED'
  | 'OUT_OF_TIME'
  | 'THROTTLED'
  | 'PROVIDER_UNAVAILABLE'
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

export interface TicketActionRefusal {
  readonly code: TicketActionRefusalCode;
  readonly words: string;
  readonly used?: TicketUse;
  /** ISO 8601. */
  readonly retryAt?: string;
}

/**
 * What became of one ticket. `done`: ECPay accepted this very request. `unknown`: a request was sent, and its answer was lost;
 * `state` is what ECPay's record says of the ticket by now, where it could be read, and may be somebody else's doing. The same
 * update id is answered the same. A refunded pickup voucher moves money while in escrow, a gift voucher never does.
 */
export type TicketOutcome = { readonly ticketNo: string } & (
  | ({
      readonly result: 'done';
      readonly state: TicketState;
    } & (
      | { readonly voucher: 'pickup'; readonly movesMoney: boolean }
      | { readonly voucher: 'gift'; readonly movesMoney: false }
    ))
  | { readonly result: 'refused'; readonly refusal: TicketActionRefusal }
  | { readonly result: 'unknown'; readonly state?: TicketState }
);

/** One entry per ticket, in the order in which they were chosen. */
export interface TicketActionOutcome {
  readonly tickets: readonly TicketOutcome[];
}

/**
 * What every update answers beside its outcome: the request that it belongs to ({@link requestKey}). Temporal answers an
 * update id that was used before with the first outcome, whatever is asked under it the second time.
 */
export interface WithRequestKey {
  readonly request: string;
}

/** Names a request by its content: an update id together with this is what makes two calls the same. */
export function requestKey(update: string, request: unknown): string {
  const given: unknown = typeof request === 'object' ? request : null;
  const { asked, ...content } = (given ?? {}) as Partial<TicketActionRequest>;
  return stableHash([update, asked === undefined ? content : { ...content, tickets: asked }]);
}

/** An update that was answered, and when (ms since the epoch). */
export interface AnsweredUpdate extends WithRequestKey {
  readonly updateId: string;
  readonly at: number;
  readonly outcome: TicketActionOutcome | { readonly status: OrderStatus };
}

/** An update that cannot be is rejected by its validator: an ApplicationFailure whose type is a {@link TicketActionRefusalCode}. */
export const redeem = defineUpdate<TicketActionOutcome & WithRequestKey, [TicketActionRequest]>('redeem');
export const cancelRedemption = defineUpdate<TicketActionOutcome & WithRequestKey, [TicketActionRequest]>(
  'cancelRedemption',
);
export const refund = defineUpdate<TicketActionOutcome & WithRequestKey, [TicketActionRequest]>('refund');
export const cancelRefund = defineUpdate<TicketActionOutcome & WithRequestKey, [TicketActionRequest]>('cancelRefund');

export const TICKET_UPDATES = { redeem, cancelRedemption, refund, cancelRefund } as const satisfies Record<
  TicketAction,
  unknown
>;

/** The state that an action takes a ticket from, and the one it leaves it in. */
export const TICKET_TRANSITIONS: Readonly<
  Record<TicketAction, { readonly from: TicketState; readonly to: TicketState }>
> = {
  redeem: { from: 'unused', to: 'redeemed' },
  cancelRedemption: { from: 'redeemed', to: 'unused' },
  refund: { from: 'unused', to: 'refunded' },
  cancelRefund: { from: 'refunded', to: 'unused' },
};

/** Whether a ticket in this state stands where `action` leaves it; a gift voucher taken back after its last day has expired. */
export function hasReachedState(state: TicketState | undefined, action: TicketAction): boolean {
  const { to } = TICKET_TRANSITIONS[action];
  return state === to || (to === 'unused' && state === 'expired');
}

/** A ticket as an activity needs it. */
export type TicketNumbers = Pick<Ticket, 'ticketNo' | 'writeOffNo'>;
