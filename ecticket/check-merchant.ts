/** Checks merchant settings: each merchant by itself, then payment keys against ticket keys. */
import { z } from 'zod';
import { InvalidKeyPairError } from './errors/invalid-key-pair-error.js';
import { HashKeyPair, PaymentKeyPair, secretsOf, type SecretKeyPair } from './key-pair.js';
import type { Merchant } from './merchant.js';
import { STAGE_MERCHANTS, STAGE_PAYMENT } from './stage-merchants.js';

/**
 * Whether a text can be a MerchantID. ECPay's page says String(10) only. This package assumes letters and digits: every
 * known MerchantID has digits only.
 */
export function isMerchantId(text: string): boolean {
  return /^[0-9A-Za-z]{1,10}$/.test(text);
}

/** Strict: a misspelled field would have no effect. The message does not name the field, which may be a key. */
function strict<Shape extends z.ZodRawShape>(shape: Shape) {
  const message = `unknown field; known: ${Object.keys(shape).join(', ')}`;
  return z.strictObject(shape, { error: ({ code }) => (code === 'unrecognized_keys' ? message : undefined) });
}

const keyPair = keyPairSchema(HashKeyPair);
const paymentKeyPair = keyPairSchema(PaymentKeyPair);
const merchantIdSchema = z.string().refine(isMerchantId, 'not a MerchantID (1 to 10 letters and digits)');

const settingsSchema = strict({
  profile: z.enum(['issueOnly', 'escrow']),
  keys: z.tuple([keyPair], keyPair),
  payment: strict({
    merchantId: merchantIdSchema.optional(),
    keys: z.tuple([paymentKeyPair], paymentKeyPair),
    trustAioNotices: z.boolean().default(false),
  }).optional(),
  actsFor: z.array(merchantIdSchema).optional(),
});

function keyPairSchema<Pair>(KeyPair: new (hashKey: string, hashIv: string) => Pair) {
  return strict({ hashKey: z.string(), hashIv: z.string() }).transform(({ hashKey, hashIv }, context) => {
    try {
      return new KeyPair(hashKey, hashIv);
    } catch (error) {
      if (!(error instanceof InvalidKeyPairError)) throw error;
      // Without the input: an issue with the input would show the key.
      for (const message of error.problems) context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
  });
}

/** Checks the settings of a merchant. Returns the merchant, or every problem without a key. */
export function checkMerchant(
  merchantId: string,
  settings: unknown,
): { merchant: Merchant; problems?: never } | { merchant?: never; problems: string[] } {
  const problems = isMerchantId(merchantId)
    ? []
    : [`${JSON.stringify(merchantId)}: not a MerchantID (1 to 10 letters and digits)`];
  const checked = settingsSchema.safeParse(settings);
  if (checked.success && problems.length === 0) {
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
  // zod's messages contain paths and expectations, never a value.
  const issues = checked.error?.issues ?? [];
  return {
    problems: [...problems, ...issues.map(({ path, message }) => `${[merchantId, ...path].join('.')}: ${message}`)],
  };
}

/** The values of a key pair, and where the settings have it. */
interface LocatedKeys {
  readonly location: string;
  readonly values: readonly string[];
}

/**
 * Finds ticket keys in the place of payment keys, and payment keys in the place of ticket keys. Compares the merchants
 * with each other and with ECPay's public stage merchants, because both kinds of key have 16 characters.
 *
 * @returns one sentence per mix-up, without a key
 */
export function findSwappedKeys(merchants: readonly Merchant[]): string[] {
  const ticketKeys = merchants.flatMap(({ merchantId, keys }) => locateKeys(`${merchantId}.keys`, keys));
  const paymentKeys = merchants.flatMap(({ merchantId, payment }) =>
    locateKeys(`${merchantId}.payment.keys`, payment?.keys ?? []),
  );
  return [
    ...paymentKeys.flatMap((pair) => {
      const match = [...ticketKeys, ...PUBLIC_TICKET_KEYS].find((ticketPair) => hasSameValue(pair, ticketPair));
      return match ? [`${pair.location}: contains a ticket key, the one of ${match.location}; ${HOW_TO_FIX}`] : [];
    }),
    ...ticketKeys.flatMap((pair) =>
      hasSameValue(pair, PUBLIC_PAYMENT_KEYS)
        ? [`${pair.location}: contains a payment key, the one of ${PUBLIC_PAYMENT_KEYS.location}; ${HOW_TO_FIX}`]
        : [],
    ),
  ];
}

const HOW_TO_FIX = 'a merchant has one pair for ECTicket (keys) and another for payments (payment.keys)';

const PUBLIC_TICKET_KEYS: readonly LocatedKeys[] = Object.entries(STAGE_MERCHANTS).flatMap(([merchantId, { keys }]) =>
  keys.map(({ hashKey, hashIv }) => ({ location: `ECPay's stage merchant ${merchantId}`, values: [hashKey, hashIv] })),
);
const PUBLIC_PAYMENT_KEYS: LocatedKeys = {
  location: `ECPay's payment stage merchant ${STAGE_PAYMENT.merchantId}`,
  values: [STAGE_PAYMENT.keys[0].hashKey, STAGE_PAYMENT.keys[0].hashIv],
};

function locateKeys(path: string, pairs: readonly SecretKeyPair[]): LocatedKeys[] {
  return pairs.map((pair, index) => {
    const { hashKey, hashIv } = secretsOf(pair);
    return { location: `${path}.${index}`, values: [hashKey, hashIv] };
  });
}

function hasSameValue(a: LocatedKeys, b: LocatedKeys): boolean {
  return a.values.some((value) => b.values.includes(value));
}
