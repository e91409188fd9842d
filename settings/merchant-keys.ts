/** Finds merchant keys that are well-formed and that ECPay cannot have issued. */
import type { KeySettings, MerchantSettings } from '../ecticket/merchant.js';
import type { FoundRisk } from './risks.js';
import { isPlaceholderKey } from './weak-secrets.js';

/** A key pair with its path in the setting. */
interface LocatedPair extends KeySettings {
  readonly path: string;
  readonly merchantId: string;
}

/** Finds placeholders, and keys that two merchants share. Reports paths and no keys. */
export function riskyKeys(name: string, merchants: Readonly<Record<string, MerchantSettings>>): FoundRisk[] {
  const pairs = Object.entries(merchants).flatMap(([merchantId, { keys, payment }]) => [
    ...locate(merchantId, 'keys', keys),
    ...locate(merchantId, 'payment.keys', payment?.keys ?? []),
  ]);
  return [
    ...pairs
      .filter(({ hashKey, hashIv }) => isPlaceholderKey(hashKey) || isPlaceholderKey(hashIv))
      .map(({ path }) => weakPair(name, path)),
    ...pairs.flatMap((pair, index) => {
      const earlier = pairs.slice(0, index).find((other) => isShared(pair, other));
      return earlier === undefined ? [] : [sharedPair(name, pair.path, earlier.path)];
    }),
  ];
}

/** A merchant may repeat its own pair. The registry rejects ticket keys that are also payment keys. */
function isShared(pair: LocatedPair, other: LocatedPair): boolean {
  return pair.merchantId !== other.merchantId && pair.hashKey === other.hashKey;
}

function locate(merchantId: string, field: string, pairs: readonly KeySettings[]): LocatedPair[] {
  return pairs.map((pair, index) => ({ ...pair, merchantId, path: `${merchantId}.${field}.${index}` }));
}

function weakPair(name: string, path: string): FoundRisk {
  const problem = `has a placeholder at ${path}`;
  return { risk: 'weak-secrets', name, problem, fix: 'Write the keys that ECPay issued to you' };
}

function sharedPair(name: string, path: string, earlierPath: string): FoundRisk {
  const problem = `repeats the key of ${earlierPath} at ${path}`;
  return { risk: 'shared-keys', name, problem, fix: 'ECPay issues separate keys to each merchant: write those' };
}
