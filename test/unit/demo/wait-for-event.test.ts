import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createEventWaiter } from '../../../demo/wait-for-event.js';
import { MerchantWebhook } from '../../../demo/merchant-webhook.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let merchant: MerchantWebhook;

beforeEach(async () => {
  merchant = await MerchantWebhook.listen();
});

afterEach(() => merchant.close());

test('waiting for an event ends after the timeout, even if Node collects garbage in between', async () => {
  const { signal } = new AbortController();
  const waitForEvent = createEventWaiter({ merchant, tradeNo: 'D1', signal, timeoutMs: 500 });
  const collectingGarbage = setInterval(collectGarbage, 50);
  try {
    await expect(waitForEvent('issued')).rejects.toThrow(
      'the merchant did not receive the event "issued" within 0.5 s',
    );
  } finally {
    clearInterval(collectingGarbage);
  }
});

test('waiting for an event ends immediately when the demo is interrupted', async () => {
  const interrupted = new AbortController();
  const waitForEvent = createEventWaiter({ merchant, tradeNo: 'D1', signal: interrupted.signal, timeoutMs: 60_000 });
  const waiting = waitForEvent('issued');
  interrupted.abort(new Error('Interrupted by SIGINT.'));
  await expect(waiting).rejects.toThrow('Interrupted by SIGINT.');
});
