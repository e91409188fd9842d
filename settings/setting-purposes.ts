import { CODEC_SERVER_SCHEMA } from './codec-server.js';
import type { Program } from './installation.js';
import { SETTING_NAMES, type SettingName } from './setting-names.js';

/** A setting whose value is in a file has the name of the other setting with `_FILE`. */
type NamedByValue = Exclude<SettingName, `${string}_FILE`>;

interface Use {
  /** One line for `--help`. */
  readonly purpose: string;
  /** The only program that uses it. Absent if several do. */
  readonly only?: Program;
}

/** What each setting is for. */
const USES: Readonly<Record<NamedByValue, Use>> = {
  ECTICKET_ENV: { purpose: "ECPay's environment: sandbox (default), stage or production" },
  ECTICKET_ALLOW: { purpose: 'risks that are accepted outside the sandbox' },
  ECTICKET_BASE_URL: { purpose: "the sandbox's address" },
  ECTICKET_MERCHANTS: { purpose: 'the merchants and their keys, in JSON' },
  ECTICKET_PROVIDER_RATE: { purpose: 'requests to ECPay per second and merchant (default: 5)', only: 'worker' },
  ECTICKET_CALLBACK_BASE_URL: { purpose: 'the address at which ECPay reaches the receiver' },
  ECTICKET_TRUSTED_PROXIES: { purpose: 'addresses or networks of the proxies in front of it', only: 'callbacks' },
  ECTICKET_SIMULATED_PAYMENTS: { purpose: "count or ignore ECPay's simulated payments", only: 'callbacks' },
  ECTICKET_EVENTS_URL: { purpose: "the merchant's webhook", only: 'worker' },
  ECTICKET_EVENTS_SECRET: { purpose: 'the secret that signs the events', only: 'worker' },
  ECTICKET_CODEC_KEYS: { purpose: 'keys that encrypt payloads, newest first' },
  ECTICKET_CODE_KEYS: { purpose: 'keys with which a scanned code finds its order', only: 'worker' },
  ECTICKET_CODEC_ORIGINS: { purpose: 'origins of the Web UIs that may call it' },
  ECTICKET_CODEC_TOKEN: { purpose: 'the token of callers that may decrypt' },
  ECTICKET_CODEC_JWT_ISSUER: { purpose: 'the issuer of JSON Web Tokens whose holders may decrypt' },
  ECTICKET_CODEC_JWT_AUDIENCE: { purpose: 'the audience of these tokens' },
  ECTICKET_CODEC_JWKS_URL: { purpose: "the address of the issuer's public keys" },
  ECTICKET_CODEC_JWT_CLAIM: { purpose: 'a claim that these tokens must have too' },
  ECTICKET_CODEC_ENCODE: { purpose: 'allow or refuse encryption of what users type' },
  ECTICKET_LANG: { purpose: 'the language of ecticket: en (default) or zh-TW' },
  ECTICKET_UI_URL: { purpose: "the address of Temporal's Web UI" },
  ECTICKET_STARTUP_TIMEOUT: { purpose: 'seconds to wait for Temporal at the start (default: 300)', only: 'worker' },
  ECTICKET_DEPLOYMENT_NAME: { purpose: 'the Worker Deployment, for Worker Versioning', only: 'worker' },
  ECTICKET_BUILD_ID: { purpose: 'the version of the worker in its deployment', only: 'worker' },
  ECTICKET_METRICS: { purpose: 'where Prometheus scrapes metrics, or a collector receives them' },
  ECTICKET_TRACES: { purpose: 'the collector that receives traces' },
};

/** Returns the settings that a program uses, each with its purpose. */
export function settingsUsedBy(program: Exclude<Program, 'sandbox'>): readonly (readonly [SettingName, string])[] {
  return SETTING_NAMES.filter((name) => isUsedBy(name, program)).map((name) => {
    const value = valueNameOf(name);
    return [name, name === value ? USES[value].purpose : `a file that contains ${value}`];
  });
}

/** The codec server has a schema of its own. The other processes read all settings of the other schema. */
function isUsedBy(name: SettingName, program: Program): boolean {
  const value = valueNameOf(name);
  const { only = program } = USES[value];
  if (program === 'codec') return value in CODEC_SERVER_SCHEMA.shape;
  return only === program && !/^ECTICKET_(CODEC_(?!KEYS)|LANG|UI_URL)/.test(value);
}

function valueNameOf(name: SettingName): NamedByValue {
  return name.replace(/_FILE$/, '') as NamedByValue;
}
