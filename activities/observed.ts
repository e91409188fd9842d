/** Each request to ECPay as a count, a duration and a span. */
import { CancelledFailure } from '@temporalio/common';
import { metricMeter } from '@temporalio/activity';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { ECTicketError, ThrottledError, type CallInterceptor } from '../ecticket/index.js';

/** Without a tracer provider of the process nothing is traced, and this costs nothing. */
const tracer = trace.getTracer('temporal-ecticket');

/** Inside an activity only. */
export const observed: CallInterceptor = async ({ endpoint, merchantId }, make) => {
  const attributes = { 'ecticket.endpoint': endpoint, 'ecticket.merchant_id': merchantId };
  const span = tracer.startSpan(`ECPay ${endpoint}`, { kind: SpanKind.CLIENT, attributes });
  const began = performance.now();
  let result = 'OK';
  try {
    return await make();
  } catch (error) {
    result = resultOf(error);
    if (error instanceof ThrottledError) measureThrottling(merchantId, error.retryAt);
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    measure({ endpoint, merchantId, result, seconds: (performance.now() - began) / 1000 });
    span.setAttribute('ecticket.result', result).end();
  }
};

/** How long a request waited in this process for its merchant's turn. Inside an activity only. */
export function measureWait(priorityKey: number, milliseconds: number): void {
  metricMeter
    .createHistogram('ecticket_provider_wait_seconds', 'float', '', 'How long a request to ECPay waited for its turn')
    .record(milliseconds / 1000, { priority: String(priorityKey) });
}

/** `OK`, the code of one of our errors, `CANCELLED` or `ERROR`. */
function resultOf(error: unknown): string {
  if (error instanceof ECTicketError) return error.code;
  return error instanceof CancelledFailure ? 'CANCELLED' : 'ERROR';
}

interface Made {
  readonly endpoint: string;
  readonly merchantId: string;
  readonly result: string;
  readonly seconds: number;
}

function measure({ endpoint, merchantId, result, seconds }: Made): void {
  metricMeter
    .createCounter('ecticket_provider_calls_total', '', 'Requests to ECPay, by how they ended')
    .add(1, { merchant_id: merchantId, endpoint, result });
  metricMeter
    .createHistogram('ecticket_provider_call_seconds', 'float', '', 'How long a request to ECPay took')
    .record(seconds, { endpoint });
}

function measureThrottling(merchantId: string, until: number): void {
  metricMeter
    .createGauge('ecticket_throttled_until_timestamp_seconds', 'float', '', 'Until when ECPay was to be left alone')
    .set(until / 1000, { merchant_id: merchantId });
}
