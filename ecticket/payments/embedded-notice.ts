import { z } from 'zod';
import { isMerchantId } from '../check-merchant.js';
import { decrypt } from '../cipher.js';
import { wholeNumber } from '../endpoints/lenient.js';
import { SealBrokenError } from '../errors/seal-broken-error.js';
import { isRecord } from '../record.js';
import type { PaymentKeyPair } from './payment-key-pair.js';
import { noticeOf, type ClosedNotice } from './payment-notice.js';

/** Where TransCode is not 1 there is nothing sealed that could be believed. */
const envelope = z.looseObject({
  MerchantID: z.string().refine(isMerchantId),
  TransCode: wholeNumber.pipe(z.literal(1)),
  Data: z.string().min(1),
});

/**
 * The JSON that the embedded checkout posts to ReturnURL (developers.ecpay.com.tw/?p=9058, ?p=22940), its body as it
 * came: Data sealed with the payment merchant's key, and no checksum. That Data opens to JSON of this very merchant is all
 * that proves its sender. Undefined for what is no such envelope.
 */
export function readEmbeddedNotice(body: string): ClosedNotice | undefined {
  const parsed = envelope.safeParse(fromJson(body));
  if (!parsed.success) return undefined;
  const { MerchantID: paymentMerchantId, Data } = parsed.data;
  return {
    paymentMerchantId,
    open(keys) {
      const data = openData(Data, keys, paymentMerchantId);
      return noticeOf(paymentMerchantId, { ...(isRecord(data['OrderInfo']) && data['OrderInfo']), ...data });
    },
  };
}

type Data = Readonly<Record<string, unknown>>;

function openData(sealed: string, keys: readonly PaymentKeyPair[], paymentMerchantId: string): Data {
  for (const pair of keys) {
    const data = tryToOpen(sealed, pair);
    // The envelope's MerchantID is outside of the seal; what the seal covers must say the same.
    if (isRecord(data) && String(data['MerchantID']) === paymentMerchantId) return data;
  }
  throw new SealBrokenError('notDecryptable');
}

function tryToOpen(sealed: string, pair: PaymentKeyPair): unknown {
  try {
    return fromJson(decrypt(sealed, pair));
  } catch (error) {
    if (error instanceof SealBrokenError) return undefined;
    throw error;
  }
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
