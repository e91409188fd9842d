/** One ticket's move, as ECPay is asked for it. */
import type { CallOptions, TicketApi } from '../ecticket/index.js';
import type { TicketNumbers } from '../workflows/messages/ticket-actions.js';
import type { UpdateTicketsRequest } from '../workflows/messages/activities.js';

/**
 * A redemption is known by the number that is scanned (p=32164), a refund by the ticket's own (p=32165).
 *
 * @throws ECTicketError of any kind that `TicketApi` names
 */
export function sendTicketRequest(
  api: TicketApi,
  { ref, action, storeId, operator, reason, fee }: UpdateTicketsRequest,
  { ticketNo, writeOffNo = '' }: TicketNumbers,
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
