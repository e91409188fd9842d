import { LANGUAGES } from './language.js';
import { RISK_NAMES } from './risks.js';
import type { SettingMistake } from './settings-error.js';

/** This package's settings, each with how to write it. `@temporalio/envconfig` reads Temporal's own settings. */
export const HOW_TO_WRITE = {
  ECTICKET_ALLOW: `Write the risks that you accept: ${RISK_NAMES.join(', ')}`,
  ECTICKET_ENV: 'Write sandbox, stage or production',
  ECTICKET_BASE_URL: 'Write an address such as http://127.0.0.1:4600, in the sandbox only',
  ECTICKET_MERCHANTS:
    'Write JSON: {"<MerchantID>":{"profile":"issueOnly","keys":[{"hashKey":"…","hashIv":"…"}]}}. ' +
    'If customers pay at ECPay, add "payment":{"keys":[…]} next to "keys"; ' +
    'for a platform, add "actsFor":["<MerchantID>"]',
  ECTICKET_MERCHANTS_FILE: 'Write the path of a file with the JSON of ECTICKET_MERCHANTS',
  ECTICKET_CODEC_KEYS: 'Write id:key,id:key, newest first; generate one with: ecticket keys new',
  ECTICKET_CODEC_KEYS_FILE: 'Write the path of a file with the value of ECTICKET_CODEC_KEYS',
  ECTICKET_CODE_KEYS:
    'Write id:key,id:key, newest first, with keys that ECTICKET_CODEC_KEYS does not contain; ' +
    'generate a key with: openssl rand -base64 32',
  ECTICKET_CODE_KEYS_FILE: 'Write the path of a file with the value of ECTICKET_CODE_KEYS',
  ECTICKET_CODEC_ORIGINS:
    'Write the origins of the Web UIs that may call the codec server, ' +
    'such as https://temporal.shop.example,http://127.0.0.1:8233',
  ECTICKET_CODEC_TOKEN:
    'Write a secret of at least 32 characters; generate one with: openssl rand -hex 32; ' +
    'during a rotation, write two: new,old',
  ECTICKET_CODEC_TOKEN_FILE: 'Write the path of a file with the value of ECTICKET_CODEC_TOKEN',
  ECTICKET_CODEC_JWT_ISSUER: 'Write the issuer (iss) exactly as the tokens contain it',
  ECTICKET_CODEC_JWT_AUDIENCE: 'Write the audience (aud) exactly as the tokens contain it',
  ECTICKET_CODEC_JWKS_URL:
    "Write the https address of the issuer's keys, such as https://login.example/.well-known/jwks.json",
  ECTICKET_CODEC_JWT_CLAIM:
    'Write claim=value,value: a claim that tokens must have, such as groups=support,refund-desk',
  ECTICKET_CODEC_ENCODE: 'Write allow or refuse',
  ECTICKET_CALLBACK_BASE_URL:
    'Write the address at which ECPay reaches the callback receiver, such as https://shop.example',
  ECTICKET_TRUSTED_PROXIES:
    'Write the addresses or networks of the proxies in front of the receiver, such as 10.0.0.7,192.168.0.0/16',
  ECTICKET_LANG: `Write ${LANGUAGES.join(' or ')}`,
  ECTICKET_UI_URL: "Write the address of Temporal's Web UI, such as https://temporal.shop.example",
  ECTICKET_EVENTS_URL: 'Write the http or https address of your webhook, without a user name or password',
  ECTICKET_EVENTS_SECRET:
    'Write whsec_ and the Base64 of 24 to 64 random bytes, as Standard Webhooks specifies (openssl rand -base64 32); ' +
    'during a rotation, write two: new,old',
  ECTICKET_EVENTS_SECRET_FILE: 'Write the path of a file with the value of ECTICKET_EVENTS_SECRET',
  ECTICKET_SIMULATED_PAYMENTS: 'Write count or ignore; count is for the sandbox and stage only',
  ECTICKET_DEPLOYMENT_NAME: 'Write the name of the Worker Deployment, such as tickets, without a dot or colon',
  ECTICKET_BUILD_ID: 'Write what identifies this build of the worker, such as a release or a commit',
  ECTICKET_METRICS:
    'Write prometheus://0.0.0.0:9464 for Prometheus to scrape, ' +
    'or the address of an OpenTelemetry collector, such as http://127.0.0.1:4318',
  ECTICKET_TRACES: 'Write the address of an OpenTelemetry collector, such as http://127.0.0.1:4318',
  ECTICKET_STARTUP_TIMEOUT: 'Write whole seconds, such as 300; 0 disables waiting',
  ECTICKET_PROVIDER_RATE: 'Write HTTP requests per second and merchant as a number above 0, such as 5 or 0.5',
} as const;

export type SettingName = keyof typeof HOW_TO_WRITE;

type SecretOf<Name> = Name extends `${infer Secret}_FILE` ? Secret : never;

/** The settings that are secrets, each of which can be in a file. */
export type SecretName = SecretOf<SettingName>;

export const SETTING_NAMES = Object.keys(HOW_TO_WRITE) as readonly SettingName[];

/** Creates a mistake. @param fix how to correct it; defaults to how to write the setting */
export function mistakeIn(name: SettingName, problem: string, fix: string = HOW_TO_WRITE[name]): SettingMistake {
  return { name, problem, fix };
}
