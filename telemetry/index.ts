/**
 * Metrics and traces of ticket orders, for a merchant's own processes.
 *
 * @packageDocumentation
 */
export { METRIC_BUCKETS } from './metric-buckets.js';
export { TracePlugin } from './trace-plugin.js';
