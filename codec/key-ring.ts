import { checkCodecKeys, type CodecKey, type CodecKeys, type CodecKeySource } from './codec-key.js';
import { CodecKeysUnavailableError } from './errors/codec-keys-unavailable-error.js';

/** The current keys of the codec. */
export interface KeyRing {
  /** Returns the key that encrypts. @throws CodecKeysUnavailableError */
  newest(): Promise<CodecKey>;
  /** Returns the key with this id. @throws CodecKeysUnavailableError */
  byId(id: string): Promise<CodecKey | undefined>;
}

/** After this age, a background call reloads the keys. Until it returns, the old keys stay in use. */
const REFRESH_AFTER_MS = 5 * 60_000;
/** After this age, keys are no longer used: a key that the key service has removed works no longer than this. */
const EXPIRE_AFTER_MS = 60 * 60_000;
/** Minimum interval between reloads that no caller needs: after a failure, or for an unknown key id. */
const RELOAD_INTERVAL_MS = 10_000;
const LOAD_TIMEOUT_MS = 10_000;

/**
 * Creates a key ring from fixed keys or from a function that loads them from a key service.
 *
 * @param now milliseconds since the epoch
 * @throws InvalidCodecKeysError for invalid fixed keys.
 */
export function keyRing(source: CodecKeySource, now: () => number = Date.now): KeyRing {
  if (typeof source === 'function') return new LoadedKeys(source, now);
  checkCodecKeys(source);
  const byId = new Map(source.map((key) => [key.id, key]));
  return { newest: () => Promise.resolve(source[0]), byId: (id) => Promise.resolve(byId.get(id)) };
}

interface Loaded {
  readonly newest: CodecKey;
  readonly byId: ReadonlyMap<string, CodecKey>;
  /** Milliseconds since the epoch. */
  readonly loadedAt: number;
}

/** Keys from a key service. It does not cache failures: the next caller tries again. */
class LoadedKeys implements KeyRing {
  readonly #load: () => Promise<CodecKeys>;
  readonly #now: () => number;
  #loaded: Loaded | undefined;
  #loading: Promise<Loaded> | undefined;
  #lastLoadAt = -Infinity;

  constructor(load: () => Promise<CodecKeys>, now: () => number) {
    this.#load = load;
    this.#now = now;
  }

  async newest(): Promise<CodecKey> {
    return (await this.#current()).newest;
  }

  /** Reloads at once for an unknown id, because another process may already use a newer key. */
  async byId(id: string): Promise<CodecKey | undefined> {
    const key = (await this.#current()).byId.get(id);
    if (key !== undefined || !this.#canReload()) return key;
    return (await this.#reload()).byId.get(id);
  }

  async #current(): Promise<Loaded> {
    const loaded = this.#loaded;
    const age = loaded === undefined ? Infinity : this.#now() - loaded.loadedAt;
    if (loaded === undefined || age >= EXPIRE_AFTER_MS) return await this.#reload();
    if (age >= REFRESH_AFTER_MS && this.#canReload()) this.#reload().catch(() => undefined);
    return loaded;
  }

  #canReload(): boolean {
    return this.#loading !== undefined || this.#now() - this.#lastLoadAt >= RELOAD_INTERVAL_MS;
  }

  /** Callers at the same time share one call of the key service. */
  #reload(): Promise<Loaded> {
    this.#lastLoadAt = this.#now();
    this.#loading ??= this.#loadOnce().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #loadOnce(): Promise<Loaded> {
    const loadedAt = this.#now();
    const keys = await loadWithTimeout(this.#load);
    const byId = new Map(keys.map((key) => [key.id, key]));
    return (this.#loaded = { newest: keys[0], byId, loadedAt });
  }
}

/** @throws CodecKeysUnavailableError */
async function loadWithTimeout(load: () => Promise<CodecKeys>): Promise<CodecKeys> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new CodecKeysUnavailableError(`did not answer within ${LOAD_TIMEOUT_MS / 1000} seconds`));
    }, LOAD_TIMEOUT_MS);
  });
  try {
    const keys = await Promise.race([load(), timeout]);
    checkCodecKeys(keys);
    return keys;
  } catch (error) {
    if (error instanceof CodecKeysUnavailableError) throw error;
    throw new CodecKeysUnavailableError('failed, or returned invalid keys', error);
  } finally {
    clearTimeout(timer);
  }
}
