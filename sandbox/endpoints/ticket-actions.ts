import { samePath, type SandboxEndpoint } from './endpoint.js';
import { checkStore, readAction, readRefundFee, findTicket } from './request-fields.js';

/** Redeems a ticket, or cancels its redemption (developers.ecpay.com.tw/?p=32164). */
export const writeOff: SandboxEndpoint = {
  name: 'WriteOff',
  paths: samePath('WriteOff'),
  answer(call, state) {
    checkStore(call, state);
    const { order, ticket } = findTicket(call, state, ['WriteOffNo']);
    if (readAction(call.data) === 'perform') state.ticketActions.redeem(order, [ticket]);
    else state.ticketActions.cancelRedemption(order, [ticket]);
    return {};
  },
};

/** Refunds a ticket, less the merchant's fee, or cancels its refund (developers.ecpay.com.tw/?p=32165). */
export const refund: SandboxEndpoint = {
  name: 'Refund',
  paths: { issueOnly: '/api/Ticket/Refund', escrow: '/api/issuance/Refund' },
  answer(call, state) {
    checkStore(call, state);
    const { order, ticket } = findTicket(call, state, ['TicketNo', 'WriteOffNo']);
    if (readAction(call.data) === 'perform') state.ticketActions.refund(order, [ticket], readRefundFee(call.data));
    else state.ticketActions.cancelRefund(order, [ticket]);
    return {};
  },
};
