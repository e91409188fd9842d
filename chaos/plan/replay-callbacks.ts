import { encryptAndSignText, HashKeyPair, STAGE_MERCHANTS } from '../../ecticket/index.js';
import type { OrderView } from '../../sandbox/index.js';

const MAX_CONCURRENT_CALLBACKS = 20;

/**
 * Sends the callbacks of an order again, in turn, as often as `times`. An order without callbacks gets one that names
 * nothing but its number.
 *
 * @returns the number of callbacks that the receiver did not acknowledge
 */
export async function replayCallbacks(record: OrderView, receiver: string, times: number): Promise<number> {
  const known = record.callbacks.flatMap(({ url, data }) => (data === undefined ? [] : [{ url, data }]));
  const { merchantId, tradeNo, tradeNumberField } = record;
  const bare = {
    url: `${receiver}/ecpay/ticket/use-status`,
    data: { MerchantID: merchantId, [tradeNumberField]: tradeNo },
  };
  const callbacks = known.length > 0 ? known : [bare];
  let refused = 0;
  const queue = Array.from({ length: times }, (_, index) => callbacks[index % callbacks.length] ?? bare);
  const sendFromQueue = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) if (!(await send(record, next))) refused += 1;
  };
  await Promise.all(Array.from({ length: MAX_CONCURRENT_CALLBACKS }, sendFromQueue));
  return refused;
}

async function send(
  { merchantId, platformId }: OrderView,
  { url, data }: { readonly url: string; readonly data: object },
): Promise<boolean> {
  const body = JSON.stringify({
    PlatformID: platformId ?? null,
    MerchantID: merchantId,
    RqHeader: { Timestamp: Math.floor(Date.now() / 1000) },
    ...encryptAndSignText(JSON.stringify(data), keysOf(platformId ?? merchantId)),
  });
  try {
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    await response.text();
    return response.ok;
  } catch {
    // The receiver is down.
    return false;
  }
}

function keysOf(merchantId: string): HashKeyPair {
  const [{ hashKey, hashIv }] = STAGE_MERCHANTS[merchantId as keyof typeof STAGE_MERCHANTS].keys;
  return new HashKeyPair(hashKey, hashIv);
}
