import { createSecretKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { CodecKeys } from '../codec/index.js';
import { isLoopback } from '../ecticket/callback-address.js';
import type { Environment } from '../ecticket/index.js';
import { givenIn, type Env, type Given } from './environment.js';
import { weighRisks, type FoundRisk } from './risks.js';
import { isPlainHttp, weak, weakCodecKeys } from './risky-settings.js';
import { HOW_TO_WRITE, unknownSettings, type SettingName } from './setting-names.js';
import { SettingsError, type SettingMistake } from './settings-error.js';
import { allowedRisks, baseUrl, codecKeys, environment, refused } from './shape.js';
import { weaknessOfText } from './weak-secrets.js';

/** All that the codec server is told from outside: no merchant's keys, no way into Temporal. Shows no key when printed. */
export interface CodecServerSettings {
  readonly environment: Environment;
  /** Newest first. Always there outside the sandbox. */
  readonly codecKeys?: CodecKeys;
  /** Of the Web UIs that may ask. */
  readonly origins: readonly string[];
  /** One of the two is always there outside the sandbox. */
  readonly token?: KeyObject;
  readonly jwt?: JwtSettings;
  readonly encode: 'allow' | 'refuse';
  /** What is risky and was accepted: sentences for the log, without a value. */
  readonly warnings: readonly string[];
}

interface JwtSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  readonly claim?: { readonly name: string; readonly values: readonly string[] };
}

const SANDBOX_ORIGINS = ['http://127.0.0.1:8233', 'http://localhost:8233'];
/** Signs the tokens of all users of Temporal Cloud, whosever they are. */
const TEMPORAL_CLOUD = 'login.tmprl.cloud';

const origins = z.string().transform((text, context) => {
  const given = text.split(',').map((origin) => origin.trim());
  const wrong = given.findIndex((origin) => !isOrigin(origin));
  return wrong < 0 ? given : refused(context, [`has no origin in place ${wrong + 1}`]);
});

const jwksUrl = z.string().refine((text) => {
  const { protocol, hostname } = URL.canParse(text) ? new URL(text) : { protocol: '', hostname: '' };
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}, 'is not an https address (http is for this machine only)');

const claim = z.string().transform((text, context) => {
  const [, name = '', list = ''] = /^([^=\s]+)=(.+)$/.exec(text) ?? [];
  const values = list.split(',').map((value) => value.trim());
  return name === '' || values.includes('') ? refused(context, ['is not claim=value,value']) : { name, values };
});

const token = z
  .string()
  .regex(/^[\x21-\x7e]{32,}$/, 'is not 32 or more letters, digits and signs')
  .transform((text) => createSecretKey(text, 'utf8'));

const SHAPE = z.object({
  ECTICKET_ENV: environment,
  ECTICKET_ALLOW: allowedRisks.default([]),
  ECTICKET_CODEC_KEYS: codecKeys.optional(),
  ECTICKET_UI_URL: baseUrl.optional(),
  ECTICKET_CODEC_ORIGINS: origins.optional(),
  ECTICKET_CODEC_TOKEN: token.optional(),
  ECTICKET_CODEC_JWT_ISSUER: z.string().optional(),
  ECTICKET_CODEC_JWT_AUDIENCE: z.string().optional(),
  ECTICKET_CODEC_JWKS_URL: jwksUrl.optional(),
  ECTICKET_CODEC_JWT_CLAIM: claim.optional(),
  ECTICKET_CODEC_ENCODE: z.enum(['allow', 'refuse'], 'is none of allow, refuse').optional(),
});

/**
 * Reads what the codec server was given in its environment; an empty variable counts as one that is not set.
 * @throws SettingsError with all mistakes.
 */
export function readCodecServerSettings(env: Env): CodecServerSettings {
  const given = givenIn(env);
  const shape = SHAPE.safeParse(given);
  const weighed = weighRisks(risksIn(given), SHAPE.shape.ECTICKET_ALLOW.safeParse(given['ECTICKET_ALLOW']).data ?? []);
  const mistakes = [
    ...unknownSettings(given),
    ...(shape.error?.issues ?? []).map(({ path, message }) => mistake(path[0] as SettingName, message)),
    ...jwtMistakes(given),
    ...openDoors(given),
    ...weighed.mistakes,
  ];
  if (mistakes.length > 0 || !shape.success) throw new SettingsError(mistakes);
  return { ...settingsOf(shape.data), warnings: weighed.warnings };
}

function settingsOf(data: z.output<typeof SHAPE>): Omit<CodecServerSettings, 'warnings'> {
  const { ECTICKET_ENV, ECTICKET_CODEC_KEYS, ECTICKET_CODEC_TOKEN, ECTICKET_UI_URL: uiUrl } = data;
  const inSandbox = ECTICKET_ENV === 'sandbox';
  const defaultOrigins = uiUrl === undefined ? (inSandbox ? SANDBOX_ORIGINS : []) : [new URL(uiUrl).origin];
  const jwt = jwtOf(data);
  return {
    environment: ECTICKET_ENV,
    ...(ECTICKET_CODEC_KEYS && { codecKeys: ECTICKET_CODEC_KEYS }),
    origins: data.ECTICKET_CODEC_ORIGINS ?? defaultOrigins,
    ...(ECTICKET_CODEC_TOKEN && { token: ECTICKET_CODEC_TOKEN }),
    ...(jwt && { jwt }),
    encode: data.ECTICKET_CODEC_ENCODE ?? (inSandbox ? 'allow' : 'refuse'),
  };
}

function jwtOf(data: z.output<typeof SHAPE>): JwtSettings | undefined {
  const { ECTICKET_CODEC_JWT_ISSUER: issuer, ECTICKET_CODEC_JWT_AUDIENCE: audience } = data;
  const { ECTICKET_CODEC_JWKS_URL: url, ECTICKET_CODEC_JWT_CLAIM: said } = data;
  if (issuer === undefined || audience === undefined || url === undefined) return undefined;
  return { issuer, audience, jwksUrl: url, ...(said && { claim: said }) };
}

/** The three belong together; and who is signed in at a common issuer is not yet one of the merchant's people. */
function jwtMistakes(given: Given): SettingMistake[] {
  const together = ['ECTICKET_CODEC_JWT_ISSUER', 'ECTICKET_CODEC_JWT_AUDIENCE', 'ECTICKET_CODEC_JWKS_URL'] as const;
  const missing = together.filter((name) => given[name] === undefined);
  const isCommon = `${given['ECTICKET_CODEC_JWT_ISSUER']} ${given['ECTICKET_CODEC_JWKS_URL']}`.includes(TEMPORAL_CLOUD);
  const claimed = given['ECTICKET_CODEC_JWT_CLAIM'] !== undefined;
  const incomplete = missing.length < together.length || claimed ? missing : [];
  return [
    ...incomplete.map((name) => mistake(name, 'is needed with the other ECTICKET_CODEC_JWT settings')),
    ...(isCommon && !claimed
      ? [
          mistake(
            'ECTICKET_CODEC_JWT_CLAIM',
            "is needed: every user of Temporal Cloud, other companies' too, has such a token",
          ),
        ]
      : []),
  ];
}

/** Outside the sandbox nobody reads people's data who was not named. */
function openDoors(given: Given): SettingMistake[] {
  const { ECTICKET_ENV: env, ECTICKET_CODEC_KEYS: keys, ECTICKET_CODEC_TOKEN: secret } = given;
  if (env !== 'stage' && env !== 'production') return [];
  const closed = secret !== undefined || given['ECTICKET_CODEC_JWT_ISSUER'] !== undefined;
  return [
    ...(keys === undefined ? [mistake('ECTICKET_CODEC_KEYS', `is needed with ECTICKET_ENV=${env}`)] : []),
    ...(closed
      ? []
      : [mistake('ECTICKET_CODEC_TOKEN', `or ECTICKET_CODEC_JWT_ISSUER is needed with ECTICKET_ENV=${env}`)]),
  ];
}

/** Outside the sandbox: weak secrets, and Web UIs to which decrypted data would go in plain text. */
function risksIn(given: Given): FoundRisk[] {
  const { ECTICKET_ENV: env, ECTICKET_CODEC_TOKEN: secret } = given;
  if (env !== 'stage' && env !== 'production') return [];
  const weakness = secret === undefined ? undefined : weaknessOfText(secret);
  return [
    ...weakCodecKeys(SHAPE.shape.ECTICKET_CODEC_KEYS.safeParse(given['ECTICKET_CODEC_KEYS']).data),
    ...(weakness === undefined ? [] : [weak('ECTICKET_CODEC_TOKEN', weakness, 'openssl rand -hex 32')]),
    ...plainOrigins(given),
  ];
}

function plainOrigins(given: Given): FoundRisk[] {
  const name = given['ECTICKET_CODEC_ORIGINS'] === undefined ? 'ECTICKET_UI_URL' : 'ECTICKET_CODEC_ORIGINS';
  const { data } = name === 'ECTICKET_UI_URL' ? baseUrl.safeParse(given[name]) : origins.safeParse(given[name]);
  if (data === undefined || ![data].flat().some(isPlainHttp)) return [];
  const problem = 'has a plain http address on another machine';
  return [{ risk: 'http-origins', name, problem, fix: 'Serve the Web UI by https, and write that' }];
}

/** Scheme, host and port as a browser writes them, and nothing else. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text;
}

function mistake(name: SettingName, problem: string, fix: string = HOW_TO_WRITE[name]): SettingMistake {
  return { name, problem, fix };
}
