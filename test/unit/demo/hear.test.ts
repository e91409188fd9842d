import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { listener } from '../../../demo/wait-for-event.js';
import { MerchantWebhook } from '../../../demo/merchant-webhook.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let shop: MerchantWebhook;

beforeEach(async () => {
  shop = await MerchantWebhook.open();
});

afterEach(() => shop.close());

test('does not wait for ever for news that do not come, even if garbage is collected meanwhile', async () => {
  const { signal } = new AbortController();
  const hear = listener({ shop, tradeNo: 'D1', signal, patience: 500 });
  const collecting = setInterval(collectGarbage, 50);
  try {
    await expect(hear('issued')).rejects.toThrow('the shop was not told "issued" within 0.5 s');
  } finally {
    clearInterval(collecting);
  }
});

test('ends at once when the demo is interrupted', async () => {
  const interrupted = new AbortController();
  const hear = listener({ shop, tradeNo: 'D1', signal: interrupted.signal, patience: 60_000 });
  const heard = hear('issued');
  interrupted.abort(new Error('Interrupted by SIGINT.'));
  await expect(heard).rejects.toThrow('Interrupted by SIGINT.');
});
