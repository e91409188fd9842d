/** Keys of merchants that are well-formed and that ECPay has not given. */
import type { KeySettings, MerchantSettings } from '../ecticket/merchant.js';
import type { FoundRisk } from './risks.js';
import { isPlaceholderKey } from './weak-secrets.js';

/** A pair and where it stands in the setting. */
interface PlacedPair extends KeySettings {
  readonly place: string;
  readonly merchantId: string;
}

/** Placeholders, and keys that two merchants share. Says where, and no key. */
export function riskyKeys(name: string, merchants: Readonly<Record<string, MerchantSettings>>): FoundRisk[] {
  const pairs = Object.entries(merchants).flatMap(([merchantId, { keys, payment }]) => [
    ...placed(merchantId, 'keys', keys),
    ...placed(merchantId, 'payment.keys', payment?.keys ?? []),
  ]);
  return [
    ...pairs
      .filter(({ hashKey, hashIv }) => isPlaceholderKey(hashKey) || isPlaceholderKey(hashIv))
      .map(({ place }) => weakPair(name, place)),
    ...pairs.flatMap((pair, index) => {
      const twin = pairs.slice(0, index).find((other) => isShared(pair, other));
      return twin === undefined ? [] : [sharedPair(name, pair.place, twin.place)];
    }),
  ];
}

/** One merchant may repeat its pair; which pairs payments and tickets must not share is the registry's to refuse. */
function isShared(one: PlacedPair, other: PlacedPair): boolean {
  return one.merchantId !== other.merchantId && one.hashKey === other.hashKey;
}

function placed(merchantId: string, where: string, pairs: readonly KeySettings[]): PlacedPair[] {
  return pairs.map((pair, index) => ({ ...pair, merchantId, place: `${merchantId}.${where}.${index}` }));
}

function weakPair(name: string, place: string): FoundRisk {
  const problem = `has a placeholder at ${place}`;
  return { risk: 'weak-secrets', name, problem, fix: 'Write the keys that ECPay has given you' };
}

function sharedPair(name: string, place: string, twin: string): FoundRisk {
  const problem = `has the key of ${twin} at ${place} too`;
  return { risk: 'shared-keys', name, problem, fix: 'ECPay gives each merchant its own keys: write those' };
}
