import { samePath, type SandboxEndpoint } from './endpoint.js';
import { checkRequestedStore, requestedAction, requestedTicket } from './requested.js';

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
