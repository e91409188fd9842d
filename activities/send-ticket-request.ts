import type { CallOptions, TicketApi } from '../ecticket/index.js';
import type { TicketIdentity } from '../workflows/messages/ticket-actions.js';
import type { UpdateTicketsRequest } from '../workflows/messages/activities.js';

/**
 * Sends one ticket action to ECPay. ECPay identifies the ticket of a redemption by its WriteOffNo (p=32164), that of a
 * refund by its TicketNo (p=32165).
 *
 * @throws ECTicketError as documented at `TicketApi`
 */
export function sendTicketRequest(
  api: TicketApi,
  { ref, action, storeId, operator, reason, fee }: UpdateTicketsRequest,
  { ticketNo, writeOffNo = '' }: TicketIdentity,
  options: CallOptions,
): Promise<void> {
  const { merchantId, platformId } = ref;
  const common = {
    merchantId,
    ...(platformId !== undefined && { platformId }),
    ...(storeId !== undefined && { storeId }),
    ...(operator !== undefined && { operator }),
  };
  const cancelReason = reason !== undefined && { cancelReason: reason };
  switch (action) {
    case 'redeem':
      return api.writeOff({ ...common, writeOffNo, action: 'redeem' }, options);
    case 'cancelRedemption':
      return api.writeOff({ ...common, ...cancelReason, writeOffNo, action: 'cancel' }, options);
    case 'refund':
      return api.refund({ ...common, ticketNo, action: 'refund', ...(fee !== undefined && { fee }) }, options);
    case 'cancelRefund':
      return api.refund({ ...common, ...cancelReason, ticketNo, action: 'cancel' }, options);
  }
}
