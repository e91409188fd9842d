import type { SandboxEndpoint } from './endpoint.js';
import { checkRequestedStore, requestedAction, requestedFee, requestedTicket } from './requested.js';

/** Refunds a ticket, less the merchant's fee, or cancels its refund (developers.ecpay.com.tw/?p=32165). */
export const refund: SandboxEndpoint = {
  name: 'Refund',
  paths: { issueOnly: '/api/Ticket/Refund', escrow: '/api/issuance/Refund' },
  answer(call, world) {
    checkRequestedStore(call, world);
    const { order, ticket } = requestedTicket(call, world, ['TicketNo', 'WriteOffNo']);
    if (requestedAction(call.data) === 'do') world.counter.refund(order, [ticket], requestedFee(call.data));
    else world.counter.cancelRefund(order, [ticket]);
    return {};
  },
};
