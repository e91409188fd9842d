/**
 * The entry point `temporal-ecticket/nexus-worker`: a Worker that handles the Nexus service.
 *
 * @packageDocumentation
 */
export { ECTicketNexusPlugin, type ECTicketNexusOptions } from './nexus-plugin.js';
export { InvalidOptionsError } from '../../ecticket/options/invalid-options-error.js';
export { NexusWorkerConflictError } from './nexus-worker-conflict-error.js';
export type { OrderClient } from '../operations.js';
