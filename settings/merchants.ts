import {
  InvalidMerchantsError,
  MerchantRegistry,
  STAGE_MERCHANTS,
  STAGE_PAYMENT,
  type Environment,
  type MerchantSource,
} from '../ecticket/index.js';
import type { Given } from './environment.js';
import { riskyKeys } from './merchant-keys.js';
import { readMerchantsFile } from './merchants-file.js';
import type { FoundRisk } from './risks.js';
import { HOW_TO_WRITE } from './setting-names.js';
import type { SettingMistake } from './settings-error.js';

export type MerchantMap = Exclude<MerchantSource, (...parameters: never[]) => unknown>;
type Name = 'ECTICKET_MERCHANTS' | 'ECTICKET_MERCHANTS_FILE';

/** ECPay's published test keys for payments, logistics and invoices, which tutorials copy. */
const OTHER_PUBLIC_KEYS = [
  { hashKey: '5294y06JbISpM5x9', hashIv: 'v77hoKGq4kWxNNIS' },
  { hashKey: 'spPjZn66i0OhqJsQ', hashIv: 'hT5OJckN45isQTTs' },
  { hashKey: 'XBERn1YOvpM9nfZc', hashIv: 'h1ONHk4P4yqbl5LK' },
  { hashKey: 'ejCk326UnaZWKisg', hashIv: 'q9jcZX8Ib9LM8wYk' },
] as const;

/** Where keys are looked up, and whose are there. */
export interface KnownMerchants {
  readonly merchants: MerchantRegistry;
  readonly merchantIds: readonly string[];
}

interface Read<Found> {
  readonly found?: Found;
  readonly mistakes: readonly SettingMistake[];
  /** What counts outside the sandbox. */
  readonly risks: readonly FoundRisk[];
  readonly warnings: readonly string[];
}

/** The merchants of a setting or of a file; in the sandbox, ECPay's public stage merchants unless others are given. */
export function readMerchants(given: Given, environment: Environment | undefined): Read<KnownMerchants> {
  const { found, ...rest } = readMerchantMap(given, environment);
  return { ...rest, ...(found && { found: known(found) }) };
}

/** The same merchants with their keys in plain text, for the sandbox, which signs as ECPay with them. */
export function readMerchantMap(given: Given, environment: Environment | undefined): Read<MerchantMap> {
  const { ECTICKET_MERCHANTS: text, ECTICKET_MERCHANTS_FILE: file } = given;
  if (text !== undefined && file !== undefined) {
    return failed('ECTICKET_MERCHANTS_FILE', ['is given beside ECTICKET_MERCHANTS'], 'Keep one of the two');
  }
  if (text !== undefined) return fromText('ECTICKET_MERCHANTS', text, environment);
  if (file !== undefined) return fromFile(file, environment);
  if (environment === 'stage' || environment === 'production') {
    return failed('ECTICKET_MERCHANTS', [`is needed with ECTICKET_ENV=${environment}`]);
  }
  return { found: STAGE_MERCHANTS, mistakes: [], risks: [], warnings: [] };
}

function fromFile(path: string, environment: Environment | undefined): Read<MerchantMap> {
  try {
    const { text, risks, warnings } = readMerchantsFile(path);
    const read = fromText('ECTICKET_MERCHANTS_FILE', text, environment);
    return { ...read, risks: [...read.risks, ...risks], warnings };
  } catch (error) {
    // Not the path: JSON with keys may have been put here.
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    return failed('ECTICKET_MERCHANTS_FILE', [`cannot be read (${code})`]);
  }
}

function fromText(name: Name, text: string, environment: Environment | undefined): Read<MerchantMap> {
  if (environment === 'production' && holdsPublicKeys(text)) {
    return failed(name, ["holds keys of ECPay's public stage merchants"], 'Write the keys of your own contract');
  }
  const source = parsed(text);
  // JSON.parse's own message quotes the text.
  if (source === undefined) return failed(name, ['is not JSON']);
  if (!isMap(source)) return failed(name, ['is not a JSON object by MerchantID']);
  if (Object.keys(source).length === 0) return failed(name, ['holds no merchant']);
  if (!Object.keys(source).every((id) => /^[0-9A-Za-z]{1,10}$/.test(id))) {
    return failed(name, ['has an entry that is not called by a MerchantID (1 to 10 letters and digits)']);
  }
  try {
    known(source);
    return { found: source, mistakes: [], risks: riskyKeys(name, source), warnings: [] };
  } catch (error) {
    if (!(error instanceof InvalidMerchantsError)) throw error;
    return failed(
      name,
      error.problems.map((problem) => `is wrong at ${problem}`),
    );
  }
}

function known(source: MerchantMap): KnownMerchants {
  return { merchants: new MerchantRegistry(source), merchantIds: Object.keys(source) };
}

function holdsPublicKeys(text: string): boolean {
  const keys = [...Object.values(STAGE_MERCHANTS), STAGE_PAYMENT].flatMap((merchant) => merchant.keys);
  return [...keys, ...OTHER_PUBLIC_KEYS].some(({ hashKey, hashIv }) => text.includes(hashKey) || text.includes(hashIv));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the entries are is the registry's to check. */
function isMap(value: unknown): value is MerchantMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function failed(name: Name, problems: readonly string[], fix: string = HOW_TO_WRITE[name]): Read<never> {
  return { mistakes: problems.map((problem) => ({ name, problem, fix })), risks: [], warnings: [] };
}
