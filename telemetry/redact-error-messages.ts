import type { ReadableSpan, SpanExporter, TimedEvent } from '@opentelemetry/sdk-trace-base';

/**
 * Exports spans without what errors said: their words are other people's too, a webhook's or ECPay's, and a trace goes
 * unencrypted to whoever runs the collector. An error keeps its type.
 */
export function redactErrorMessages(exporter: SpanExporter): SpanExporter {
  return {
    export: (spans, done) => {
      exporter.export(spans.map(silenced), done);
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => {
      await exporter.forceFlush?.();
    },
  };
}

/** A span's parts are its own and its prototype's; it is left as it is for other processors. */
function silenced(span: ReadableSpan): ReadableSpan {
  return Object.create(span, {
    status: { value: { code: span.status.code }, enumerable: true },
    events: { value: span.events.flatMap(typeOfError), enumerable: true },
  }) as ReadableSpan;
}

function typeOfError(event: TimedEvent): TimedEvent[] {
  const { 'exception.type': type } = event.attributes ?? {};
  return type === undefined ? [] : [{ ...event, attributes: { 'exception.type': type } }];
}
