/** Metrics and traces of ticket orders: for a process of a merchant's own, and for ours. */
export { METRIC_BUCKETS } from './metric-buckets.js';
export { TracePlugin } from './trace-plugin.js';
