/** What was posted, in numbers and in traces. */
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { MetricMeter } from '@temporalio/common';
import type { Answer } from './answers.js';
import type { DeliveryOutcome } from './coalesce.js';
import type { Refusal } from './verify-callback.js';
import type { PaymentRefusal } from './verify-payment.js';
import type { CALLBACK_PATHS } from '../client/notify-urls.js';

/** In a word: what the order answered, or why it never heard of it. */
type CallbackResult =
  | DeliveryOutcome
  | (Refusal | PaymentRefusal)['refusal']
  | 'unreadable'
  | 'notPaid'
  | 'simulated'
  | 'failed'
  | UnreadResult;

/** Nothing that could be looked at came in. */
type UnreadResult = 'tooLarge' | 'tooSlow' | 'brokenOff' | 'parsedBody' | 'tooMany';

/** What is answered, and why. */
export interface Outcome {
  readonly answer: Answer;
  readonly result: CallbackResult;
  /** Where it is a merchant of ours: a stranger could name any. */
  readonly merchantId?: string | undefined;
}

export interface Observation {
  /** Observes how something posted is taken. */
  taken(kind: keyof typeof CALLBACK_PATHS, take: () => Promise<Outcome>): Promise<Answer>;
  /** What never became something posted. */
  unread(kind: keyof typeof CALLBACK_PATHS, result: UnreadResult): void;
}

export function observe(meter: MetricMeter): Observation {
  const tracer = trace.getTracer('temporal-ecticket');
  const results = meter.createCounter('ecticket_callbacks_total', '', 'What ECPay posted, by what became of it');
  const seconds = meter.createHistogram(
    'ecticket_callback_seconds',
    'float',
    '',
    'How long ECPay waited for its answer',
  );
  return { taken, unread };

  async function taken(kind: keyof typeof CALLBACK_PATHS, take: () => Promise<Outcome>): Promise<Answer> {
    const began = performance.now();
    return await tracer.startActiveSpan(`ECPay callback ${kind}`, { kind: SpanKind.SERVER }, async (span) => {
      try {
        const { answer, result, merchantId = 'unknown' } = await take();
        results.add(1, { kind, result, merchant_id: merchantId });
        span.setAttributes({ 'ecticket.result': result, 'ecticket.merchant_id': merchantId });
        if (answer.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        return answer;
      } finally {
        seconds.record((performance.now() - began) / 1000, { kind });
        span.end();
      }
    });
  }

  function unread(kind: keyof typeof CALLBACK_PATHS, result: UnreadResult): void {
    results.add(1, { kind, result, merchant_id: 'unknown' });
  }
}
