import { checkCodecKeys, type CodecKey, type CodecKeys, type CodecKeySource } from './codec-key.js';
import { CodecKeysUnavailableError } from './errors/codec-keys-unavailable-error.js';

/** The codec's keys at this moment. */
export interface KeyRing {
  /** What encrypts now. @throws CodecKeysUnavailableError */
  newest(): Promise<CodecKey>;
  /** @throws CodecKeysUnavailableError */
  byId(id: string): Promise<CodecKey | undefined>;
}

/** Milliseconds. Older keys are still used, while newer ones are asked for. */
const REFRESHED_AFTER = 5 * 60_000;
/** Older ones are not: what the service has taken away ends here at the latest. */
const KEPT_FOR = 60 * 60_000;
/** Between two calls that nobody waits for: after a failure, or for a key id that is not known. */
const PAUSE = 10_000;
const ANSWER_WITHIN = 10_000;

/** @throws InvalidCodecKeysError for keys that cannot be used. */
export function keyRing(source: CodecKeySource, now: () => number = Date.now): KeyRing {
  if (typeof source === 'function') return new LoadedKeys(source, now);
  checkCodecKeys(source);
  const known = new Map(source.map((key) => [key.id, key]));
  return { newest: () => Promise.resolve(source[0]), byId: (id) => Promise.resolve(known.get(id)) };
}

interface Loaded {
  readonly newest: CodecKey;
  readonly known: ReadonlyMap<string, CodecKey>;
  readonly at: number;
}

/** Keys of a key service. A failure is never kept: whoever comes next asks again. */
class LoadedKeys implements KeyRing {
  readonly #load: () => Promise<CodecKeys>;
  readonly #now: () => number;
  #loaded: Loaded | undefined;
  #loading: Promise<Loaded> | undefined;
  #askedAt = -Infinity;

  constructor(load: () => Promise<CodecKeys>, now: () => number) {
    this.#load = load;
    this.#now = now;
  }

  async newest(): Promise<CodecKey> {
    return (await this.#current()).newest;
  }

  /** A key that came after the last call, in another process, is asked for at once. */
  async byId(id: string): Promise<CodecKey | undefined> {
    const known = (await this.#current()).known.get(id);
    if (known !== undefined || !this.#mayAsk()) return known;
    return (await this.#ask()).known.get(id);
  }

  async #current(): Promise<Loaded> {
    const loaded = this.#loaded;
    const age = loaded === undefined ? Infinity : this.#now() - loaded.at;
    if (loaded === undefined || age >= KEPT_FOR) return await this.#ask();
    if (age >= REFRESHED_AFTER && this.#mayAsk()) this.#ask().catch(() => undefined);
    return loaded;
  }

  #mayAsk(): boolean {
    return this.#loading !== undefined || this.#now() - this.#askedAt >= PAUSE;
  }

  #ask(): Promise<Loaded> {
    this.#askedAt = this.#now();
    this.#loading ??= this.#asked().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #asked(): Promise<Loaded> {
    const at = this.#now();
    const keys = await answerOf(this.#load);
    const known = new Map(keys.map((key) => [key.id, key]));
    return (this.#loaded = { newest: keys[0], known, at });
  }
}

async function answerOf(load: () => Promise<CodecKeys>): Promise<CodecKeys> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new CodecKeysUnavailableError(`did not answer within ${ANSWER_WITHIN / 1000} seconds`));
    }, ANSWER_WITHIN);
  });
  try {
    const keys = await Promise.race([load(), late]);
    checkCodecKeys(keys);
    return keys;
  } catch (error) {
    if (error instanceof CodecKeysUnavailableError) throw error;
    throw new CodecKeysUnavailableError('failed, or gave keys that cannot be used', error);
  } finally {
    clearTimeout(timer);
  }
}
