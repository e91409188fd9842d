import {
  InvalidMerchantsError,
  MerchantRegistry,
  STAGE_MERCHANTS,
  STAGE_PAYMENT,
  type Environment,
  type MerchantSource,
} from '../ecticket/index.js';
import type { SetVariables } from './environment.js';
import { riskyKeys } from './merchant-keys.js';
import type { FoundRisk } from './risks.js';
import { HOW_TO_WRITE } from './setting-names.js';
import type { SettingMistake } from './settings-error.js';

export type MerchantMap = Exclude<MerchantSource, (...parameters: never[]) => unknown>;

const NAME = 'ECTICKET_MERCHANTS';

/** ECPay's published test keys for payments, logistics and invoices, which tutorials repeat. */
const OTHER_PUBLIC_KEYS = [
  { hashKey: '5294y06JbISpM5x9', hashIv: 'v77hoKGq4kWxNNIS' },
  { hashKey: 'spPjZn66i0OhqJsQ', hashIv: 'hT5OJckN45isQTTs' },
  { hashKey: 'XBERn1YOvpM9nfZc', hashIv: 'h1ONHk4P4yqbl5LK' },
  { hashKey: 'ejCk326UnaZWKisg', hashIv: 'q9jcZX8Ib9LM8wYk' },
] as const;

/** The registry of merchant keys, and the ids of its merchants. */
export interface KnownMerchants {
  readonly merchants: MerchantRegistry;
  readonly merchantIds: readonly string[];
}

interface ReadResult<Value> {
  /** Absent if there are mistakes. */
  readonly value?: Value;
  readonly mistakes: readonly SettingMistake[];
  /** Relevant outside the sandbox only. */
  readonly risks: readonly FoundRisk[];
}

/** Reads the merchants. In the sandbox they default to ECPay's public stage merchants. */
export function readMerchants(
  variables: SetVariables,
  environment: Environment | undefined,
): ReadResult<KnownMerchants> {
  const { value, ...rest } = readMerchantMap(variables, environment);
  return { ...rest, ...(value && { value: createRegistry(value) }) };
}

/** Reads the same merchants with their keys in plain text, for the sandbox, which signs with them as ECPay does. */
export function readMerchantMap(
  variables: SetVariables,
  environment: Environment | undefined,
): ReadResult<MerchantMap> {
  const { [NAME]: text } = variables;
  if (text !== undefined) return parseMerchants(text, environment);
  if (environment === 'stage' || environment === 'production') {
    return failed([`is required with ECTICKET_ENV=${environment}`]);
  }
  return { value: STAGE_MERCHANTS, mistakes: [], risks: [] };
}

function parseMerchants(text: string, environment: Environment | undefined): ReadResult<MerchantMap> {
  if (environment === 'production' && holdsPublicKeys(text)) {
    return failed(["contains keys of ECPay's public stage merchants"], 'Write the keys of your own contract');
  }
  const source = parseJson(text);
  // The message of JSON.parse is not used: it quotes the text.
  if (source === undefined) return failed(['is not JSON']);
  if (!isMap(source)) return failed(['is not a JSON object keyed by MerchantID']);
  const repeated = findRepeatedField(text);
  if (repeated !== undefined) {
    // Only a name that is certainly no key is quoted.
    const field = /^(\d{1,10}|profile|keys|payment|actsFor)$/.test(repeated) ? JSON.stringify(repeated) : 'a field';
    return failed([`contains ${field} twice in one object`], 'Keep one of them');
  }
  if (Object.keys(source).length === 0) return failed(['contains no merchant']);
  if (!Object.keys(source).every((id) => /^[0-9A-Za-z]{1,10}$/.test(id))) {
    return failed(['has a key that is not a MerchantID (1 to 10 letters and digits)']);
  }
  try {
    createRegistry(source);
    return { value: source, mistakes: [], risks: riskyKeys(NAME, source) };
  } catch (error) {
    if (!(error instanceof InvalidMerchantsError)) throw error;
    return failed(error.problems.map((problem) => `is wrong at ${problem}`));
  }
}

function createRegistry(source: MerchantMap): KnownMerchants {
  return { merchants: new MerchantRegistry(source), merchantIds: Object.keys(source) };
}

function holdsPublicKeys(text: string): boolean {
  const keys = [...Object.values(STAGE_MERCHANTS), STAGE_PAYMENT].flatMap((merchant) => merchant.keys);
  return [...keys, ...OTHER_PUBLIC_KEYS].some(({ hashKey, hashIv }) => text.includes(hashKey) || text.includes(hashIv));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Finds a field that an object of this valid JSON has twice: JSON.parse keeps the last one and reports nothing. */
function findRepeatedField(json: string): string | undefined {
  const objects: Set<string>[] = [];
  for (const [token, isField] of json.matchAll(/[{}]|"(?:[^"\\]|\\.)*"(\s*:)?/g)) {
    if (token === '{') objects.push(new Set());
    else if (token === '}') objects.pop();
    else if (isField !== undefined) {
      const field = JSON.parse(token.slice(0, -isField.length)) as string;
      if (objects.at(-1)?.has(field)) return field;
      objects.at(-1)?.add(field);
    }
  }
  return undefined;
}

/** The registry checks the entries. */
function isMap(value: unknown): value is MerchantMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function failed(problems: readonly string[], fix: string = HOW_TO_WRITE[NAME]): ReadResult<never> {
  return { mistakes: problems.map((problem) => ({ name: NAME, problem, fix })), risks: [] };
}
