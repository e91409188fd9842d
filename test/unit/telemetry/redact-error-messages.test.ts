import { expect, test } from '@jest/globals';
import { SpanStatusCode } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { redactErrorMessages } from '../../../telemetry/start-traces.js';

test('the exporter receives an error’s type without its message, and other processors the unchanged span', () => {
  const [kept, exporter] = [new InMemorySpanExporter(), new InMemorySpanExporter()];
  const provider = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(redactErrorMessages(exporter)), new SimpleSpanProcessor(kept)],
  });
  const span = provider.getTracer('test').startSpan('a', { attributes: { kind: 'b' } });
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'no 王珊珊' });
  span.recordException(new RangeError('no 王珊珊'));
  span.addEvent('王珊珊 came', { who: '王珊珊' });
  span.end();

  const [exported] = exporter.getFinishedSpans();
  expect(exported?.spanContext()).toEqual(span.spanContext());
  expect(exported).toMatchObject({ name: 'a', attributes: { kind: 'b' }, status: { code: SpanStatusCode.ERROR } });
  expect(exported?.events).toMatchObject([{ name: 'exception', attributes: { 'exception.type': 'RangeError' } }]);
  expect(JSON.stringify([exported?.status, exported?.events])).not.toContain('王珊珊');
  expect(JSON.stringify(kept.getFinishedSpans()[0]?.events)).toContain('王珊珊');
});
