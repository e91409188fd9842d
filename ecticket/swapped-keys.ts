import type { Merchant } from './merchant.js';
import { secretsOf, type SecretKeyPair } from './secret-key-pair.js';
import { STAGE_MERCHANTS, STAGE_PAYMENT } from './stage-merchants.js';

/** The values of a pair, and where it stands in the settings. */
interface Placed {
  readonly place: string;
  readonly values: readonly string[];
}

/**
 * Where ticket keys stand for payment keys or the other way round, among these merchants or beside what ECPay publishes
 * for its stage: one sentence each, without a key. Both are 16 characters, so that only a likeness shows a mix-up.
 */
export function swappedKeys(merchants: readonly Merchant[]): string[] {
  const tickets = merchants.flatMap(({ merchantId, keys }) => placed(`${merchantId}.keys`, keys));
  const payments = merchants.flatMap(({ merchantId, payment }) =>
    placed(`${merchantId}.payment.keys`, payment?.keys ?? []),
  );
  return [
    ...payments.flatMap((pair) => {
      const twin = [...tickets, ...PUBLIC_TICKETS].find((other) => share(pair, other));
      return twin ? [`${pair.place}: holds a ticket key, that of ${twin.place}; ${HOW_TO_FIX}`] : [];
    }),
    ...tickets.flatMap((pair) =>
      share(pair, PUBLIC_PAYMENT)
        ? [`${pair.place}: holds a payment key, that of ${PUBLIC_PAYMENT.place}; ${HOW_TO_FIX}`]
        : [],
    ),
  ];
}

const HOW_TO_FIX = 'a merchant has one pair for ECTicket (keys) and another for payments (payment.keys)';

const PUBLIC_TICKETS: readonly Placed[] = Object.entries(STAGE_MERCHANTS).flatMap(([merchantId, { keys }]) =>
  keys.map(({ hashKey, hashIv }) => ({ place: `ECPay's stage merchant ${merchantId}`, values: [hashKey, hashIv] })),
);
const PUBLIC_PAYMENT: Placed = {
  place: `ECPay's payment stage merchant ${STAGE_PAYMENT.merchantId}`,
  values: [STAGE_PAYMENT.keys[0].hashKey, STAGE_PAYMENT.keys[0].hashIv],
};

function placed(at: string, pairs: readonly SecretKeyPair[]): Placed[] {
  return pairs.map((pair, index) => {
    const { hashKey, hashIv } = secretsOf(pair);
    return { place: `${at}.${index}`, values: [hashKey, hashIv] };
  });
}

function share(one: Placed, other: Placed): boolean {
  return one.values.some((value) => other.values.includes(value));
}
