/** What runs ticket orders: a plugin for a Client and a Worker that are there already, or the two workers by themselves. */
export { createECTicketWorkers, type ECTicketWorkers, type Place } from './ecticket-workers.js';
export { ConnectionNeededError } from './errors/connection-needed-error.js';
export { DataConverterConflictError } from './errors/data-converter-conflict-error.js';
export { EventNotDeliveredError } from './errors/event-not-delivered-error.js';
export { InvalidOptionsError } from './errors/invalid-options-error.js';
export { MissingSearchAttributesError, type SearchAttributeGap } from './errors/missing-search-attributes-error.js';
export { NamespaceNotFoundError } from './errors/namespace-not-found-error.js';
export { TaskQueueTakenError } from './errors/task-queue-taken-error.js';
export type { ECTicketOptions } from './options.js';
export { ECTicketPlugin } from './plugin.js';
export { checkSearchAttributes } from './search-attributes.js';
export { webhook } from './webhook.js';
