import type { Given } from './environment.js';
import { RISK_NAMES } from './risks.js';
import type { SettingMistake } from './settings-error.js';

/** Every setting of ours, and how to write it. Temporal's own are read by `@temporalio/envconfig`. */
export const HOW_TO_WRITE = {
  ECTICKET_ALLOW: `Write the risks that you accept: ${RISK_NAMES.join(', ')}`,
  ECTICKET_ENV: 'Write sandbox, stage or production',
  ECTICKET_BASE_URL: 'Write an address such as http://127.0.0.1:4600, in the sandbox only',
  ECTICKET_MERCHANTS:
    'Write JSON: {"<MerchantID>":{"profile":"issueOnly","keys":[{"hashKey":"…","hashIv":"…"}]}}; beside "keys", where customers pay at ECPay: "payment":{"keys":[…]}, and for a platform: "actsFor":["<MerchantID>"]',
  ECTICKET_MERCHANTS_FILE: 'Name a file that holds the JSON of ECTICKET_MERCHANTS',
  ECTICKET_CODEC_KEYS: 'Write id:key,id:key, newest first; make a key with: openssl rand -base64 32',
  ECTICKET_CODE_KEYS:
    'Write id:key,id:key, newest first, other keys than those of ECTICKET_CODEC_KEYS; make a key with: openssl rand -base64 32',
  ECTICKET_CODEC_ORIGINS:
    'Write the origins of the Web UIs that may ask the codec server, such as https://temporal.shop.example,http://127.0.0.1:8233',
  ECTICKET_CODEC_TOKEN: 'Write a secret of 32 characters or more; make one with: openssl rand -hex 32',
  ECTICKET_CODEC_JWT_ISSUER: "Write the tokens' issuer (iss), as it stands in them",
  ECTICKET_CODEC_JWT_AUDIENCE: "Write the tokens' audience (aud), as it stands in them",
  ECTICKET_CODEC_JWKS_URL:
    "Write the https address of the issuer's keys, such as https://login.example/.well-known/jwks.json",
  ECTICKET_CODEC_JWT_CLAIM: 'Write claim=value,value: what a token must say, such as groups=support,refund-desk',
  ECTICKET_CODEC_ENCODE: 'Write allow or refuse',
  ECTICKET_CALLBACK_BASE_URL:
    'Write the address at which ECPay reaches the callback receiver, such as https://shop.example',
  ECTICKET_TRUSTED_PROXIES:
    'Write the addresses or networks of the proxies in front of the receiver, such as 10.0.0.7,192.168.0.0/16',
  ECTICKET_UI_URL: "Write the address of Temporal's Web UI, such as https://temporal.shop.example",
  ECTICKET_EVENTS_URL: 'Write the http or https address of your webhook, without a user name or password',
  ECTICKET_EVENTS_SECRET:
    'Write whsec_ and the Base64 of 24 to 64 random bytes, as Standard Webhooks has it (openssl rand -base64 32); two of them, new,old, while you rotate',
  ECTICKET_SIMULATED_PAYMENTS: 'Write count or ignore; count is for the sandbox and stage only',
  ECTICKET_METRICS:
    'Write prometheus://0.0.0.0:9464 to be scraped there, or the address of an OpenTelemetry collector, such as http://127.0.0.1:4318',
  ECTICKET_TRACES: 'Write the address of an OpenTelemetry collector, such as http://127.0.0.1:4318',
  ECTICKET_STARTUP_TIMEOUT: 'Write whole seconds, such as 300; 0 to wait for nothing',
  ECTICKET_PROVIDER_RATE: 'Write HTTP requests per second and merchant as a number above 0, such as 5 or 0.5',
} as const;

export type SettingName = keyof typeof HOW_TO_WRITE;

export const SETTING_NAMES = Object.keys(HOW_TO_WRITE) as readonly SettingName[];

/** Kubernetes gives every container such variables for each Service, also for one that is called `ecticket`. */
const MADE_BY_KUBERNETES = /_SERVICE_(HOST|PORT)(_.*)?$|_PORT(_\d+_[A-Z]+(_(PROTO|PORT|ADDR))?)?$/;

/** Variables that begin like ours and are not: a typing slip would else go unnoticed. */
export function unknownSettings(given: Given): SettingMistake[] {
  const known: readonly string[] = SETTING_NAMES;
  return Object.keys(given)
    .filter((name) => name.startsWith('ECTICKET_') && !known.includes(name) && !MADE_BY_KUBERNETES.test(name))
    .map((name) => ({ name, problem: 'is no setting', fix: `Did you mean ${nearest(name, SETTING_NAMES)}?` }));
}

function nearest(name: string, candidates: readonly string[]): string {
  const byDistance = candidates.map((candidate) => ({ candidate, distance: editDistance(name, candidate) }));
  return byDistance.reduce((best, next) => (next.distance < best.distance ? next : best)).candidate;
}

/** Levenshtein's: the fewest letters to insert, delete or replace. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [line, letter] of [...from].entries()) {
    const above = row;
    row = [line + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (above[column] ?? 0) + (letter === other ? 0 : 1);
      row.push(Math.min(replaced, (above[column + 1] ?? 0) + 1, (row[column] ?? 0) + 1));
    }
  }
  return row.at(-1) ?? 0;
}
