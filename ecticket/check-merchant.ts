import { z } from 'zod';
import { InvalidKeyPairError } from './errors/invalid-key-pair-error.js';
import { HashKeyPair } from './key-pair.js';
import type { Merchant } from './merchant.js';
import { PaymentKeyPair } from './payments/payment-key-pair.js';

/** A MerchantID is String(10); that it is letters and digits is a choice: every one seen is digits. */
export function isMerchantId(text: string): boolean {
  return /^[0-9A-Za-z]{1,10}$/.test(text);
}

const keyPair = keyPairOf(HashKeyPair);
const paymentKeyPair = keyPairOf(PaymentKeyPair);
const merchantIdSchema = z.string().refine(isMerchantId, 'no MerchantID (1 to 10 letters and digits)');

const settingsSchema = z.object({
  profile: z.enum(['issueOnly', 'escrow']),
  keys: z.tuple([keyPair], keyPair),
  // Strict: under a misspelt name the payments would be taken for another merchant's.
  payment: z
    .strictObject({
      merchantId: merchantIdSchema.optional(),
      keys: z.tuple([paymentKeyPair], paymentKeyPair),
      trustAioNotices: z.boolean().default(false),
    })
    .optional(),
  actsFor: z.array(merchantIdSchema).optional(),
});

function keyPairOf<Pair>(KeyPair: new (hashKey: string, hashIv: string) => Pair) {
  return z.object({ hashKey: z.string(), hashIv: z.string() }).transform(({ hashKey, hashIv }, context) => {
    try {
      return new KeyPair(hashKey, hashIv);
    } catch (error) {
      if (!(error instanceof InvalidKeyPairError)) throw error;
      // Without the input: an issue that held it would show the key.
      for (const message of error.mistakes) context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
  });
}

/** A merchant's settings, checked: the merchant, or every mistake, without a key. */
export function checkMerchant(
  merchantId: string,
  settings: unknown,
): { merchant: Merchant; mistakes?: never } | { merchant?: never; mistakes: string[] } {
  const mistakes = isMerchantId(merchantId)
    ? []
    : [`${JSON.stringify(merchantId)}: no MerchantID (1 to 10 letters and digits)`];
  const checked = settingsSchema.safeParse(settings);
  if (checked.success && mistakes.length === 0) {
    const { payment, actsFor, ...settings } = checked.data;
    return {
      merchant: {
        merchantId,
        ...settings,
        ...(payment && { payment: { ...payment, merchantId: payment.merchantId ?? merchantId } }),
        ...(actsFor && { actsFor }),
      },
    };
  }
  // zod names paths and what it expected, never a value.
  const issues = checked.error?.issues ?? [];
  return {
    mistakes: [...mistakes, ...issues.map(({ path, message }) => `${[merchantId, ...path].join('.')}: ${message}`)],
  };
}
