/**
 * Runs ticket orders: a plugin for existing Clients and Workers, or the two workers by themselves.
 *
 * @packageDocumentation
 */
export {
  checkSearchAttributes,
  createECTicketWorkers,
  type ECTicketWorkers,
  type TemporalTarget,
} from './ecticket-workers.js';
export {
  ConnectionNeededError,
  DataConverterConflictError,
  EventNotAcceptedError,
  SearchAttributesMissingError,
  NamespaceNotFoundError,
  TaskQueueTakenError,
  type SearchAttributeGap,
} from './errors.js';
export { InvalidOptionsError } from '../ecticket/options/invalid-options-error.js';
export { DuplicateSdkError, type SdkCopy } from '../sdk/duplicate-sdk.js';
export type { ECTicketOptions } from './options.js';
export { ECTicketPlugin } from './plugin.js';
export { webhook } from './webhook.js';
