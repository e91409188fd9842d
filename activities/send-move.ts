/** One ticket's move, as ECPay is asked for it. */
import type { CallOptions, OrderRef, TicketApi } from '../ecticket/index.js';
import type { TicketAction, TicketToMove } from '../workflows/counter-messages.js';

/** `tickets` were all in the state that `action` takes them from when the order was last read. */
export interface MoveRequest {
  readonly ref: OrderRef;
  readonly action: TicketAction;
  readonly tickets: readonly TicketToMove[];
  readonly storeId?: string;
  readonly operator?: string;
  readonly reason?: string;
  /** NT$ that the merchant keeps of each ticket's money. */
  readonly fee?: number;
  /** Milliseconds: the longest that each attempt may wait for a worker. */
  readonly queuedFor: number;
}

/**
 * A redemption is known by the number that is scanned (p=32164), a refund by the ticket's own (p=32165).
 *
 * @throws ECTicketError of any kind that `TicketApi` names
 */
export function sendMove(
  api: TicketApi,
  { ref, action, storeId, operator, reason, fee }: MoveRequest,
  { ticketNo, writeOffNo = '' }: TicketToMove,
  options: CallOptions,
): Promise<void> {
  const { merchantId, platformId } = ref;
  const counter = {
    merchantId,
    ...(platformId !== undefined && { platformId }),
    ...(storeId !== undefined && { storeId }),
    ...(operator !== undefined && { operator }),
  };
  const cancelReason = reason !== undefined && { cancelReason: reason };
  switch (action) {
    case 'redeem':
      return api.writeOff({ ...counter, writeOffNo, action: 'redeem' }, options);
    case 'cancelRedemption':
      return api.writeOff({ ...counter, ...cancelReason, writeOffNo, action: 'cancel' }, options);
    case 'refund':
      return api.refund({ ...counter, ticketNo, action: 'refund', ...(fee !== undefined && { fee }) }, options);
    case 'cancelRefund':
      return api.refund({ ...counter, ...cancelReason, ticketNo, action: 'cancel' }, options);
  }
}
