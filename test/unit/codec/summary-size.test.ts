import { expect, test } from '@jest/globals';
import { defaultPayloadConverter } from '@temporalio/common';
import proto from '@temporalio/proto';
import fc from 'fast-check';
import { EncryptionCodec, parseCodecKeys } from '../../../codec/index.js';
import { workflowIdOf } from '../../../workflows/messages/names.js';
import { summaryLine } from '../../../workflows/messages/summary-line.js';

/** Bytes: the server refuses to start a workflow whose summary has more. */
const TEMPORAL_TAKES = 400;

test('Temporal accepts the longest summary of an order, encrypted under the longest key id', async () => {
  const ref = { merchantId: '1234567890', merchantTradeNo: 'X'.repeat(25) };
  const codec = new EncryptionCodec(parseCodecKeys(`${'k'.repeat(64)}:${Buffer.alloc(32).toString('base64')}`));
  const character = fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCharCode(code));
  const item = fc.record({ itemName: fc.string({ unit: character, minLength: 20, maxLength: 20 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(item, { minLength: 3, maxLength: 3 }), async (names) => {
      const items = Array.from({ length: 100 }, (_, i) => ({ itemName: '', ...names[i], price: 1, quantity: 100 }));
      const line = summaryLine({ ...ref, issueType: 'serialNumber', operator: 'A', items });
      const context = { type: 'workflow', namespace: 'shop', workflowId: workflowIdOf(ref) } as const;
      const [encrypted] = await codec.encode([defaultPayloadConverter.toPayload(line)], context);
      const bytes = proto.temporal.api.common.v1.Payload.encode(encrypted ?? {}).finish().length;
      expect(bytes).toBeLessThanOrEqual(TEMPORAL_TAKES);
    }),
  );
});
