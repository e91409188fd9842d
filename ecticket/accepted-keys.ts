import { BusinessRefusalError } from './errors/business-refusal-error.js';
import { EnvelopeRefusedError } from './errors/envelope-refused-error.js';
import { secretsOf, type SecretKeyPair } from './key-pair.js';

type Pairs<Pair> = readonly [Pair, ...Pair[]];
type Send<Pair, Reply> = (pair: Pair) => Promise<Reply>;

/**
 * Finds the key pair that ECPay accepts, and remembers it per merchant. While ECPay replaces the keys of a merchant,
 * its settings contain both pairs, and ECPay changes at a moment of its own.
 */
export class AcceptedKeys<Pair extends SecretKeyPair> {
  readonly #accepted = new Map<string, Pair>();

  /**
   * Calls `send` with the pair that ECPay accepted last, at first with the newest. If ECPay refuses the envelope, calls
   * it with the next pair: ECPay does not read the request then.
   *
   * @param pairs newest first
   * @throws the error of `send`; EnvelopeRefusedError if ECPay refuses every pair
   */
  async send<Reply>(merchantId: string, pairs: Pairs<Pair>, send: Send<Pair, Reply>): Promise<Reply> {
    const accepted = this.#accepted.get(merchantId);
    const first = pairs.find((pair) => accepted !== undefined && haveSameValues(pair, accepted)) ?? pairs[0];
    return await this.#sendWith(merchantId, [first, ...pairs.filter((pair) => pair !== first)], send);
  }

  async #sendWith<Reply>(merchantId: string, [pair, ...others]: Pairs<Pair>, send: Send<Pair, Reply>): Promise<Reply> {
    try {
      const reply = await send(pair);
      this.#accepted.set(merchantId, pair);
      return reply;
    } catch (error) {
      if (error instanceof BusinessRefusalError) this.#accepted.set(merchantId, pair);
      if (!(error instanceof EnvelopeRefusedError) || !isNotEmpty(others)) throw error;
      return await this.#sendWith(merchantId, others, send);
    }
  }
}

/** A lookup function may return new objects for the same keys. */
function haveSameValues(one: SecretKeyPair, other: SecretKeyPair): boolean {
  const [a, b] = [secretsOf(one), secretsOf(other)];
  return a.hashKey === b.hashKey && a.hashIv === b.hashIv;
}

function isNotEmpty<Item>(items: readonly Item[]): items is readonly [Item, ...Item[]] {
  return items.length > 0;
}
