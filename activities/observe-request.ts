/** Metrics and spans of requests to ECPay. */
import { CancelledFailure } from '@temporalio/common';
import { metricMeter } from '@temporalio/activity';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { ECTicketError, ThrottledError, type CallInterceptor } from '../ecticket/index.js';

/** A no-op unless the process registers a tracer provider. */
const tracer = trace.getTracer('temporal-ecticket');

/** Makes a request and records its result, its duration and a span. Call this inside an activity only. */
export const observeRequest: CallInterceptor = async ({ endpoint, merchantId }, make) => {
  const attributes = { 'ecticket.endpoint': endpoint, 'ecticket.merchant_id': merchantId };
  const span = tracer.startSpan(`ECPay ${endpoint}`, { kind: SpanKind.CLIENT, attributes });
  const startedAt = performance.now();
  let result = 'OK';
  try {
    return await make();
  } catch (error) {
    result = resultOf(error);
    if (error instanceof ThrottledError) measureThrottling(merchantId, error.retryAt);
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    measureRequest({ endpoint, merchantId, result, seconds: (performance.now() - startedAt) / 1000 });
    span.setAttribute('ecticket.result', result).end();
  }
};

/** Records how long a request waited in the rate limiter. Call this inside an activity only. */
export function measureWait(priorityKey: number, milliseconds: number): void {
  metricMeter
    .createHistogram(
      'ecticket_provider_wait_seconds',
      'float',
      '',
      'Time that a request to ECPay waited in the rate limiter',
    )
    .record(milliseconds / 1000, { priority: String(priorityKey) });
}

/** The code of an `ECTicketError`, `CANCELLED` or `ERROR`. */
function resultOf(error: unknown): string {
  if (error instanceof ECTicketError) return error.code;
  return error instanceof CancelledFailure ? 'CANCELLED' : 'ERROR';
}

interface FinishedRequest {
  readonly endpoint: string;
  readonly merchantId: string;
  readonly result: string;
  readonly seconds: number;
}

function measureRequest({ endpoint, merchantId, result, seconds }: FinishedRequest): void {
  metricMeter
    .createCounter('ecticket_provider_calls_total', '', 'Requests to ECPay, by result')
    .add(1, { merchant_id: merchantId, endpoint, result });
  metricMeter
    .createHistogram('ecticket_provider_call_seconds', 'float', '', 'Duration of a request to ECPay')
    .record(seconds, { endpoint });
}

function measureThrottling(merchantId: string, until: number): void {
  metricMeter
    .createGauge(
      'ecticket_throttled_until_timestamp_seconds',
      'float',
      '',
      'When the throttling of this merchant by ECPay ends',
    )
    .set(until / 1000, { merchant_id: merchantId });
}
