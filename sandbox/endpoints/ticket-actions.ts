import { samePath, type SandboxEndpoint } from './endpoint.js';
import { checkRequestedStore, requestedAction, requestedFee, requestedTicket } from './request-fields.js';

/** Redeems a ticket, or cancels its redemption (developers.ecpay.com.tw/?p=32164). */
export const writeOff: SandboxEndpoint = {
  name: 'WriteOff',
  paths: samePath('WriteOff'),
  answer(call, world) {
    checkRequestedStore(call, world);
    const { order, ticket } = requestedTicket(call, world, ['WriteOffNo']);
    if (requestedAction(call.data) === 'do') world.counter.redeem(order, [ticket]);
    else world.counter.cancelRedemption(order, [ticket]);
    return {};
  },
};

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
