/** Metrics and traces of callbacks. */
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { MetricMeter } from '@temporalio/common';
import type { Answer } from './answers.js';
import type { CoalescedDelivery } from './delivery.js';
import type { Refusal } from './verify-callback.js';
import type { PaymentRefusal } from './verify-payment.js';
import type { CALLBACK_PATHS } from '../client/notify-urls.js';

/** The result of a callback: of its delivery, or why it was not delivered. */
type CallbackResult =
  | CoalescedDelivery
  | (Refusal | PaymentRefusal)['refusal']
  | 'unreadable'
  | 'notPaid'
  | 'simulated'
  | 'failed'
  | UnreadResult;

/** Why a request was not read. */
type UnreadResult = 'tooLarge' | 'tooSlow' | 'brokenOff' | 'parsedBody' | 'tooMany';

/** The answer to a callback, and the reason. */
export interface Outcome {
  readonly answer: Answer;
  readonly result: CallbackResult;
  /** Set only for a known merchant, because a forged callback may name any. */
  readonly merchantId?: string | undefined;
}

/** Records metrics and traces of callbacks. */
export interface Observation {
  /** Counts and traces the handling of a callback. */
  observe(kind: keyof typeof CALLBACK_PATHS, handle: () => Promise<Outcome>): Promise<Answer>;
  /** Counts a request that was not read. */
  countUnread(kind: keyof typeof CALLBACK_PATHS, result: UnreadResult): void;
}

/** Creates the metrics `ecticket_callbacks_total` and `ecticket_callback_seconds`, and a tracer. */
export function createObservation(meter: MetricMeter): Observation {
  const tracer = trace.getTracer('temporal-ecticket');
  const results = meter.createCounter('ecticket_callbacks_total', '', 'Callbacks of ECPay, by result');
  const seconds = meter.createHistogram(
    'ecticket_callback_seconds',
    'float',
    '',
    'Time until ECPay received its answer, in seconds',
  );
  return { observe, countUnread };

  async function observe(kind: keyof typeof CALLBACK_PATHS, handle: () => Promise<Outcome>): Promise<Answer> {
    const start = performance.now();
    return await tracer.startActiveSpan(`ECPay callback ${kind}`, { kind: SpanKind.SERVER }, async (span) => {
      try {
        const { answer, result, merchantId = 'unknown' } = await handle();
        results.add(1, { kind, result, merchant_id: merchantId });
        span.setAttributes({ 'ecticket.result': result, 'ecticket.merchant_id': merchantId });
        if (answer.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        return answer;
      } finally {
        seconds.record((performance.now() - start) / 1000, { kind });
        span.end();
      }
    });
  }

  function countUnread(kind: keyof typeof CALLBACK_PATHS, result: UnreadResult): void {
    results.add(1, { kind, result, merchant_id: 'unknown' });
  }
}
