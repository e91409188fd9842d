/**
 * The entry point `temporal-ecticket/nexus`: the Nexus service, as workflows of other namespaces call it.
 *
 * @packageDocumentation
 */
export { ecticketService } from './service.js';
export type { IssuedOrder, NexusPayment, OrderToIssue, TicketsToRedeem, TicketsToRefund } from './messages.js';
