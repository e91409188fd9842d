import { createSecretKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { CodecKeys } from '../codec/index.js';
import { isLoopback } from '../ecticket/callback-address.js';
import type { Environment } from '../ecticket/index.js';
import { setVariablesOf, unknownSettings, type Env, type SetVariables } from './environment.js';
import { weighRisks, type FoundRisk } from './risks.js';
import { isPlainHttp, weakSecret, weakCodecKeys } from './risky-settings.js';
import { mistakeIn, type SettingName } from './setting-names.js';
import { SettingsError, type SettingMistake } from './settings-error.js';
import { allowedRisks, baseUrl, codecKeys, environment, oneOrTwo, reject } from './schema.js';
import { readSecretFiles } from './secret-files.js';
import { weaknessOfText } from './weak-secrets.js';

/**
 * The settings of the codec server, which needs neither merchant keys nor access to Temporal. Printing them shows no
 * key.
 */
export interface CodecServerSettings {
  readonly environment: Environment;
  /** Newest first. Required outside the sandbox. */
  readonly codecKeys?: CodecKeys;
  /** The origins of the Web UIs that may call the server. */
  readonly origins: readonly string[];
  /** Newest first. Outside the sandbox, `tokens` or `jwt` is required. */
  readonly tokens?: readonly KeyObject[];
  readonly jwt?: JwtSettings;
  readonly encode: 'allow' | 'refuse';
  /** Sentences for the log about accepted risks. They contain no values. */
  readonly warnings: readonly string[];
}

interface JwtSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  readonly claim?: { readonly name: string; readonly values: readonly string[] };
}

const SANDBOX_ORIGINS = ['http://127.0.0.1:8233', 'http://localhost:8233'];
/** This issuer signs the tokens of all users of Temporal Cloud, of any company. */
const TEMPORAL_CLOUD_ISSUER = 'login.tmprl.cloud';

const origins = z.string().transform((text, context) => {
  const list = text.split(',').map((origin) => origin.trim());
  const wrong = list.findIndex((origin) => !isOrigin(origin));
  return wrong < 0 ? list : reject(context, [`has an entry that is not an origin: number ${wrong + 1}`]);
});

const jwksUrl = z.string().refine((text) => {
  const { protocol, hostname } = URL.canParse(text) ? new URL(text) : { protocol: '', hostname: '' };
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}, 'is not an https address (http is allowed for this machine only)');

const claim = z.string().transform((text, context) => {
  const [, name = '', list = ''] = /^([^=\s]+)=(.+)$/.exec(text) ?? [];
  const values = list.split(',').map((value) => value.trim());
  return name === '' || values.includes('') ? reject(context, ['is not claim=value,value']) : { name, values };
});

const token = z
  .string()
  // Without the comma, which separates two tokens.
  .regex(/^[\x21-\x2b\x2d-\x7e]{32,}$/, 'is not 32 or more printable ASCII characters without spaces and commas')
  .transform((text) => createSecretKey(text, 'utf8'));

const tokens = oneOrTwo(token, 'token');

/** The schema of each setting that the codec server uses. */
export const CODEC_SERVER_SCHEMA = z.object({
  ECTICKET_ENV: environment,
  ECTICKET_ALLOW: allowedRisks.default([]),
  ECTICKET_CODEC_KEYS: codecKeys.optional(),
  ECTICKET_UI_URL: baseUrl.optional(),
  ECTICKET_CODEC_ORIGINS: origins.optional(),
  ECTICKET_CODEC_TOKEN: tokens.optional(),
  ECTICKET_CODEC_JWT_ISSUER: z.string().optional(),
  ECTICKET_CODEC_JWT_AUDIENCE: z.string().optional(),
  ECTICKET_CODEC_JWKS_URL: jwksUrl.optional(),
  ECTICKET_CODEC_JWT_CLAIM: claim.optional(),
  ECTICKET_CODEC_ENCODE: z.enum(['allow', 'refuse'], 'is not allow or refuse').optional(),
});

/**
 * Reads the settings of the codec server from its environment. An empty variable counts as not set.
 * @throws SettingsError with all mistakes
 */
export function readCodecServerSettings(env: Env): CodecServerSettings {
  const files = readSecretFiles(setVariablesOf(env), ['ECTICKET_CODEC_KEYS', 'ECTICKET_CODEC_TOKEN']);
  const { variables } = files;
  const parsed = CODEC_SERVER_SCHEMA.safeParse(variables);
  const weighed = weighRisks(
    [...files.byGivenName(risksIn(variables)), ...(isProtected(variables) ? files.risks : [])],
    CODEC_SERVER_SCHEMA.shape.ECTICKET_ALLOW.safeParse(variables['ECTICKET_ALLOW']).data ?? [],
  );
  const mistakes = files.withMistakes([
    ...unknownSettings(variables),
    ...(parsed.error?.issues ?? []).map(({ path, message }) => mistakeIn(path[0] as SettingName, message)),
    ...jwtMistakes(variables),
    ...missingProtection(variables),
    ...weighed.mistakes,
  ]);
  if (mistakes.length > 0 || !parsed.success) throw new SettingsError(mistakes);
  return { ...settingsOf(parsed.data), warnings: [...weighed.warnings, ...files.warnings] };
}

function settingsOf(data: z.output<typeof CODEC_SERVER_SCHEMA>): Omit<CodecServerSettings, 'warnings'> {
  const { ECTICKET_ENV, ECTICKET_CODEC_KEYS, ECTICKET_CODEC_TOKEN, ECTICKET_UI_URL: uiUrl } = data;
  const inSandbox = ECTICKET_ENV === 'sandbox';
  const defaultOrigins = uiUrl === undefined ? (inSandbox ? SANDBOX_ORIGINS : []) : [new URL(uiUrl).origin];
  const jwt = jwtOf(data);
  return {
    environment: ECTICKET_ENV,
    ...(ECTICKET_CODEC_KEYS && { codecKeys: ECTICKET_CODEC_KEYS }),
    origins: data.ECTICKET_CODEC_ORIGINS ?? defaultOrigins,
    ...(ECTICKET_CODEC_TOKEN && { tokens: ECTICKET_CODEC_TOKEN }),
    ...(jwt && { jwt }),
    encode: data.ECTICKET_CODEC_ENCODE ?? (inSandbox ? 'allow' : 'refuse'),
  };
}

function jwtOf(data: z.output<typeof CODEC_SERVER_SCHEMA>): JwtSettings | undefined {
  const { ECTICKET_CODEC_JWT_ISSUER: issuer, ECTICKET_CODEC_JWT_AUDIENCE: audience } = data;
  const { ECTICKET_CODEC_JWKS_URL: url, ECTICKET_CODEC_JWT_CLAIM: requiredClaim } = data;
  if (issuer === undefined || audience === undefined || url === undefined) return undefined;
  return { issuer, audience, jwksUrl: url, ...(requiredClaim && { claim: requiredClaim }) };
}

/** Issuer, audience and keys are only valid together. An issuer that other companies share also requires a claim. */
function jwtMistakes(variables: SetVariables): SettingMistake[] {
  const required = ['ECTICKET_CODEC_JWT_ISSUER', 'ECTICKET_CODEC_JWT_AUDIENCE', 'ECTICKET_CODEC_JWKS_URL'] as const;
  const missing = required.filter((name) => variables[name] === undefined);
  const isSharedIssuer = `${variables['ECTICKET_CODEC_JWT_ISSUER']} ${variables['ECTICKET_CODEC_JWKS_URL']}`.includes(
    TEMPORAL_CLOUD_ISSUER,
  );
  const hasClaim = variables['ECTICKET_CODEC_JWT_CLAIM'] !== undefined;
  const incomplete = missing.length < required.length || hasClaim ? missing : [];
  return [
    ...incomplete.map((name) => mistakeIn(name, 'is required with the other ECTICKET_CODEC_JWT settings')),
    ...(isSharedIssuer && !hasClaim
      ? [
          mistakeIn(
            'ECTICKET_CODEC_JWT_CLAIM',
            'is required: every user of Temporal Cloud, of any company, has such a token',
          ),
        ]
      : []),
  ];
}

/** Whether the environment is one in which personal data is real. */
function isProtected({ ECTICKET_ENV: env }: SetVariables): boolean {
  return env === 'stage' || env === 'production';
}

/** Outside the sandbox, the server requires keys and authentication. */
function missingProtection(variables: SetVariables): SettingMistake[] {
  const { ECTICKET_ENV: env, ECTICKET_CODEC_KEYS: keys, ECTICKET_CODEC_TOKEN: secret } = variables;
  if (!isProtected(variables)) return [];
  const isAuthenticated = secret !== undefined || variables['ECTICKET_CODEC_JWT_ISSUER'] !== undefined;
  return [
    ...(keys === undefined ? [mistakeIn('ECTICKET_CODEC_KEYS', `is required with ECTICKET_ENV=${env}`)] : []),
    ...(isAuthenticated
      ? []
      : [mistakeIn('ECTICKET_CODEC_TOKEN', `or ECTICKET_CODEC_JWT_ISSUER is required with ECTICKET_ENV=${env}`)]),
  ];
}

/** Finds weak secrets, and Web UIs that would receive decrypted data in plain text. Outside the sandbox only. */
function risksIn(variables: SetVariables): FoundRisk[] {
  if (!isProtected(variables)) return [];
  return [
    ...weakCodecKeys(CODEC_SERVER_SCHEMA.shape.ECTICKET_CODEC_KEYS.safeParse(variables['ECTICKET_CODEC_KEYS']).data),
    ...weakTokens(variables),
    ...plainOrigins(variables),
  ];
}

function weakTokens({ ECTICKET_CODEC_TOKEN: text }: SetVariables): FoundRisk[] {
  return (tokens.safeParse(text).data ?? []).flatMap((secret, index) => {
    const weakness = weaknessOfText(secret.export().toString('utf8'));
    return weakness === undefined
      ? []
      : [weakSecret('ECTICKET_CODEC_TOKEN', `is weak: token ${index + 1} ${weakness}`, 'openssl rand -hex 32')];
  });
}

function plainOrigins(variables: SetVariables): FoundRisk[] {
  const name = variables['ECTICKET_CODEC_ORIGINS'] === undefined ? 'ECTICKET_UI_URL' : 'ECTICKET_CODEC_ORIGINS';
  const { data } = name === 'ECTICKET_UI_URL' ? baseUrl.safeParse(variables[name]) : origins.safeParse(variables[name]);
  if (data === undefined || ![data].flat().some(isPlainHttp)) return [];
  const problem = 'has a plain http address on another machine';
  return [{ risk: 'http-origins', name, problem, fix: 'Serve the Web UI by https, and write its https address' }];
}

/** Whether the text is exactly the scheme, host and port, as a browser writes an origin. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text;
}
