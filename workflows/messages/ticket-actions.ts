/** Ticket actions: the updates that redeem and refund tickets or cancel either, their requests and outcomes. */
import { defineUpdate } from '@temporalio/workflow';
import type { Ticket, TicketState } from '../../ecticket/provider-order.js';
import type { OrderStatus } from './order.js';
import { stableHash } from './stable-hash.js';

/**
 * Selects tickets: by TicketNo, by the scanned WriteOffNo, or any `count` of them. `itemNo` limits the count to one
 * item.
 */
export type TicketSelection =
  | { readonly ticketNo: string }
  | { readonly writeOffNo: string }
  | { readonly ticketNos: readonly string[] }
  | { readonly count: number; readonly itemNo?: string };

/** A redemption: which tickets, and for ECPay's records where and by whom. */
export interface RedeemRequest {
  readonly tickets: TicketSelection;
  /** The store: 2 to 20 letters and digits. */
  readonly storeId?: string;
  /** The clerk who acts: 1 to 10 letters and digits. */
  readonly operator?: string;
}

/** The cancellation of a redemption or of a refund. */
export interface CancellationRequest extends RedeemRequest {
  /** Up to 50 characters. */
  readonly reason?: string;
}

/** A refund. */
export interface RefundRequest extends CancellationRequest {
  /** NT$ that the merchant keeps of each ticket's money. Only for pickup vouchers in escrow. Default: 0. */
  readonly fee?: number;
}

/** A selection that always means the same tickets: after a retry, a replay or a reset of the workflow. */
export type NamedTickets = Exclude<TicketSelection, { readonly count: number }>;

/**
 * The payload of a ticket update. The caller chooses the tickets: `ECTicketClient` converts a `count` to ticket numbers
 * and passes the original selection in `requested`.
 */
export interface TicketActionRequest extends Omit<RefundRequest, 'tickets'> {
  readonly tickets: NamedTickets;
  readonly requested?: { readonly count: number; readonly itemNo?: string };
}

export type TicketAction = 'redeem' | 'cancelRedemption' | 'refund' | 'cancelRefund';

/**
 * Why an action was not performed on a ticket. After `OUT_OF_TIME`, `THROTTLED`, `PROVIDER_UNAVAILABLE` and
 * `TICKET_IN_USE`, nothing was sent to ECPay.
 *
 * - `PROVIDER_REFUSED`: ECPay refused (`BUSINESS_REFUSAL`); the message holds ECPay's code and message.
 * - `OUT_OF_TIME`: the time limit of one minute was nearly reached.
 * - `THROTTLED`: ECPay throttles the merchant until `retryAt`.
 * - `PROVIDER_UNAVAILABLE`: ECPay could not be reached.
 * - `TICKET_IN_USE`: another action on the ticket is in progress.
 * - `UPDATE_ID_REUSED`: the update id was used for a different request.
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

/**
 * When and where a ticket was redeemed. The day is from ECPay's record. The other fields are set only if an update of
 * this order redeemed the ticket.
 */
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
  /** The reason, for a clerk. */
  readonly message: string;
  /** With `ALREADY_REDEEMED`. */
  readonly used?: TicketUse;
  /** With `THROTTLED`: ISO 8601. */
  readonly retryAt?: string;
}

/**
 * The outcome for one ticket. Repeating the update with the same id returns the same outcome.
 *
 * - `done`: ECPay accepted this request. `movesMoney`: it moved money in escrow, which a gift voucher never does.
 * - `refused`: nothing was done.
 * - `unknown`: a request was sent and its answer was lost. `state` is the ticket's state in ECPay's record, if it could
 *   be read; somebody else may have caused it.
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

/** One outcome per ticket, in the order of the request. */
export interface TicketActionOutcome {
  readonly tickets: readonly TicketOutcome[];
}

/**
 * Every outcome carries the key of its request ({@link requestKey}). Temporal returns the first outcome for an update
 * id that is used again, even with a different request; the caller detects that by the key.
 */
export interface WithRequestKey {
  readonly request: string;
}

/**
 * The key of a request: a hash of its content. Two calls are the same if both the update id and this key are equal.
 *
 * @param update the update's name
 */
export function requestKey(update: string, request: unknown): string {
  const payload: unknown = typeof request === 'object' ? request : null;
  // The catalogue's prices may change between two calls with the same request.
  const { catalogueTotal: _derived, ...given } = (payload ?? {}) as { readonly catalogueTotal?: unknown };
  const { requested, ...content } = given as Partial<TicketActionRequest>;
  return stableHash([update, requested === undefined ? content : { ...content, tickets: requested }]);
}

/** The outcome of an earlier update. `at`: milliseconds since the epoch. */
export interface AnsweredUpdate extends WithRequestKey {
  readonly updateId: string;
  readonly at: number;
  readonly outcome: TicketActionOutcome | { readonly status: OrderStatus };
}

// A rejected update fails with an ApplicationFailure whose type is a TicketActionRefusalCode.

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

/** The state that a ticket must have for an action, and the state that it has afterwards. */
export const TICKET_TRANSITIONS: Readonly<
  Record<TicketAction, { readonly from: TicketState; readonly to: TicketState }>
> = {
  redeem: { from: 'unused', to: 'redeemed' },
  cancelRedemption: { from: 'redeemed', to: 'unused' },
  refund: { from: 'unused', to: 'refunded' },
  cancelRefund: { from: 'refunded', to: 'unused' },
};

/** Whether the ticket has the state that `action` leads to. A gift voucher whose use is cancelled may have expired. */
export function hasReachedState(state: TicketState | undefined, action: TicketAction): boolean {
  const { to } = TICKET_TRANSITIONS[action];
  return state === to || (to === 'unused' && state === 'expired');
}

/** The numbers by which ECPay identifies a ticket. */
export type TicketIdentity = Pick<Ticket, 'ticketNo' | 'writeOffNo'>;
