import { createSecretKey } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { InvalidCodecKeysError, parseCodecKeys } from '../codec/index.js';
import { normalizeBaseUrl } from '../ecticket/environment.js';
import { ENVIRONMENTS } from '../ecticket/index.js';
import { BUILD_ID, DEPLOYMENT_NAME } from './deployment-version.js';
import { DEFAULT_LANGUAGE, LANGUAGES, NOT_A_LANGUAGE } from './language.js';
import { RISK_NAMES, type RiskName } from './risks.js';
import { metricsTarget, tracesTarget } from './telemetry-target.js';

/** HTTP requests per second and merchant. ECPay reportedly advises 200 ms between requests. */
export const DEFAULT_PROVIDER_RATE = 5;

/** Seconds. A Temporal cluster that starts together with its workers is ready within minutes. */
const DEFAULT_STARTUP_TIMEOUT = 300;

export const environment = z.enum(ENVIRONMENTS, 'is not sandbox, stage or production').default('sandbox');

const httpUrl = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const usable = url !== undefined && /^https?:$/.test(url.protocol) && url.username + url.password === '';
  return usable ? url.href : reject(context, ['is not an http or https address without a user name or password']);
});

export const baseUrl = z.string().transform((text, context) => {
  try {
    return normalizeBaseUrl(text);
  } catch {
    return reject(context, ['is not an http or https address to which paths can be appended']);
  }
});

export const codecKeys = z.string().transform((text, context) => {
  try {
    return parseCodecKeys(text);
  } catch (error) {
    if (!(error instanceof InvalidCodecKeysError)) throw error;
    return reject(
      context,
      error.problems.map((problem) => `is wrong: ${problem}`),
    );
  }
});

/** One secret, or two while it is replaced, newest first. @param noun what the messages call a secret */
export function oneOrTwo<Secret>(secret: z.ZodType<Secret, string>, noun: string) {
  return z
    .string()
    .transform((text) => text.split(/\s*,\s*/))
    .refine(({ length }) => length <= 2, `contains more than two ${noun}s`)
    .refine((secrets) => new Set(secrets).size === secrets.length, `contains one ${noun} twice`)
    .pipe(z.array(secret));
}

const webhookSecret = z
  .string()
  .trim()
  .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, 'is not whsec_ and Base64')
  .transform((text) => Buffer.from(text.slice('whsec_'.length), 'base64'))
  .refine(({ length }) => length >= 24 && length <= 64, 'does not contain 24 to 64 bytes')
  .transform((bytes) => createSecretKey(bytes));

const webhookSecrets = oneOrTwo(webhookSecret, 'secret');

/** The risks that are accepted outside the sandbox. */
export const allowedRisks = z.string().transform((text, context): readonly RiskName[] => {
  const list = text.split(',').map((name) => name.trim());
  const wrong = list.findIndex((name) => !isRiskName(name));
  return wrong < 0
    ? list.filter(isRiskName)
    : reject(context, [`has an entry that is not a risk: number ${wrong + 1}`]);
});

const addresses = z.string().transform((text, context) => {
  const list = text.split(',').map((address) => address.trim());
  const wrong = list.findIndex((address) => !isNetwork(address));
  if (wrong >= 0) return reject(context, [`has an entry that is not an IP address or network: number ${wrong + 1}`]);
  const large = list.findIndex(isLargeNetwork);
  return large < 0 ? list : reject(context, [`has an entry that is too large a network: number ${large + 1}`]);
});

const NOT_A_RATE = 'is not a number above 0';

const rate = z
  .string()
  .regex(/^\d{1,6}(\.\d{1,6})?$/, NOT_A_RATE)
  .transform(Number)
  .refine((calls) => calls > 0, NOT_A_RATE);

const seconds = z
  .string()
  .regex(/^\d{1,5}$/, 'is not a whole number of seconds below 100,000')
  .transform(Number);

/**
 * The schema of each setting. A message completes a sentence that starts with the setting's name. `readMerchants`
 * parses the merchants, which may come from a file.
 */
export const SETTINGS_SCHEMA = z.object({
  ECTICKET_ENV: environment,
  ECTICKET_ALLOW: allowedRisks.default([]),
  ECTICKET_BASE_URL: baseUrl.optional(),
  ECTICKET_CODEC_KEYS: codecKeys.optional(),
  ECTICKET_CODE_KEYS: codecKeys.optional(),
  ECTICKET_CALLBACK_BASE_URL: baseUrl.optional(),
  ECTICKET_TRUSTED_PROXIES: addresses.optional(),
  ECTICKET_LANG: z.enum(LANGUAGES, NOT_A_LANGUAGE).default(DEFAULT_LANGUAGE),
  ECTICKET_UI_URL: baseUrl.optional(),
  ECTICKET_EVENTS_URL: httpUrl.optional(),
  ECTICKET_EVENTS_SECRET: webhookSecrets.optional(),
  ECTICKET_SIMULATED_PAYMENTS: z.enum(['ignore', 'count'], 'is not ignore or count').default('ignore'),
  ECTICKET_PROVIDER_RATE: rate.default(DEFAULT_PROVIDER_RATE),
  ECTICKET_STARTUP_TIMEOUT: seconds.default(DEFAULT_STARTUP_TIMEOUT),
  ECTICKET_DEPLOYMENT_NAME: z.string().regex(DEPLOYMENT_NAME.pattern, DEPLOYMENT_NAME.problem).optional(),
  ECTICKET_BUILD_ID: z.string().regex(BUILD_ID.pattern, BUILD_ID.problem).optional(),
  ECTICKET_METRICS: metricsTarget.optional(),
  ECTICKET_TRACES: tracesTarget.optional(),
});

/** Whether the text is like `10.0.0.7` or `10.0.0.0/8`, or the same in IPv6, but not all addresses (`0.0.0.0/0`). */
function isNetwork(text: string): boolean {
  const [, address = '', bits = '1'] = /^([^/]+)(?:\/([1-9]\d{0,2}))?$/.exec(text) ?? [];
  try {
    new BlockList().addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether the network has less than 8 bits, or less than 7 in IPv6: two such networks could be all addresses. No
 * proxies have networks of this size. A BlockList compares IPv4 addresses with the IPv6 network `::ffff:0:0/96`.
 */
function isLargeNetwork(text: string): boolean {
  const [address = '', bits] = text.split('/');
  if (bits === undefined) return false;
  if (isIP(address) === 4) return Number(bits) < 8;
  const [network, ipv4] = [new BlockList(), new BlockList()];
  network.addSubnet(address, Number(bits), 'ipv6');
  ipv4.addSubnet('::ffff:0:0', 96, 'ipv6');
  const containsIpv4 = network.check('0.0.0.0', 'ipv4') || ipv4.check(address, 'ipv6');
  return Number(bits) < (containsIpv4 ? 104 : 7);
}

function isRiskName(name: string): name is RiskName {
  return (RISK_NAMES as readonly string[]).includes(name);
}

/** Adds an issue per problem. */
export function reject(context: z.RefinementCtx<string>, problems: readonly string[]): never {
  for (const message of problems) context.addIssue({ code: 'custom', message });
  return z.NEVER;
}
