import type { KeyObject } from 'node:crypto';
import type { WorkerDeploymentVersion } from '@temporalio/common';
import type { z } from 'zod';
import type { CodecKeys } from '../codec/index.js';
import {
  isECPayUrl,
  providerUrl,
  SANDBOX_CALLBACK_URL,
  type AllowedCallbackAddresses,
  type Environment,
  type MerchantRegistry,
} from '../ecticket/index.js';
import { setVariablesOf, unknownSettings, type Env, type SetVariables } from './environment.js';
import { readMerchants, type KnownMerchants } from './merchants.js';
import { weighRisks } from './risks.js';
import { riskyAddresses, riskySecrets } from './risky-settings.js';
import { mistakeIn, type SettingName } from './setting-names.js';
import { SettingsError, type SettingMistake } from './settings-error.js';
import { SETTINGS_SCHEMA } from './schema.js';
import { readSecretFiles } from './secret-files.js';
import type { MetricsTarget, TracesTarget } from './telemetry-target.js';
import { temporalConnection, type TemporalConnection } from './temporal-connection.js';

/** The settings of a process. Printing or serializing them shows no key. */
export interface Settings {
  readonly environment: Environment;
  /** ECPay's address, or the sandbox's. */
  readonly baseUrl: string;
  readonly merchants: MerchantRegistry;
  /** The merchants of {@link merchants}. */
  readonly merchantIds: readonly string[];
  /** Newest first. Required outside the sandbox. */
  readonly codecKeys?: CodecKeys;
  /** Newest first. Set if orders are found by a scanned code among any number of orders. */
  readonly codeKeys?: CodecKeys;
  /** The receiver's address for ECPay. Orders without addresses of their own use it. */
  readonly callbackBaseUrl?: string;
  /** Allowed callback addresses: `any` in the sandbox and if the risk `private-callbacks` is accepted. */
  readonly callbacks: AllowedCallbackAddresses;
  /** IP addresses and networks of the proxies in front of the receiver, whose `X-Forwarded-For` is trusted. */
  readonly trustedProxies: readonly string[];
  /** The address of Temporal's Web UI, for links. */
  readonly webUiUrl?: string;
  /** The merchant's webhook, and the raw bytes of its Standard Webhooks secrets, newest first. */
  readonly events?: { readonly url: string; readonly secret: readonly KeyObject[] };
  /** Whether payments that ECPay only simulates count as paid. Never `count` in production. */
  readonly simulatedPayments: 'ignore' | 'count';
  /** HTTP requests to ECPay per second and merchant. */
  readonly providerRate: number;
  /** Seconds for which a starting worker waits for Temporal, the namespace and its search attributes. */
  readonly startupTimeout: number;
  /** The version of the worker, if Worker Versioning is used. */
  readonly deploymentVersion?: WorkerDeploymentVersion;
  readonly metrics?: MetricsTarget;
  readonly traces?: TracesTarget;
  readonly temporal: TemporalConnection;
  /** Sentences for the log about accepted risks and discouraged settings. They contain no values. */
  readonly warnings: readonly string[];
}

/** The secrets that may be in files. The codec server has its own token. */
const SECRETS = ['ECTICKET_MERCHANTS', 'ECTICKET_CODEC_KEYS', 'ECTICKET_CODE_KEYS', 'ECTICKET_EVENTS_SECRET'] as const;

/**
 * Reads the settings of a process from its environment. An empty variable counts as not set.
 * @throws SettingsError with all mistakes, including those in Temporal's own settings
 */
export function readSettings(env: Env): Settings {
  const files = readSecretFiles(setVariablesOf(env), SECRETS);
  const { variables } = files;
  const parsed = SETTINGS_SCHEMA.safeParse(variables);
  const environment = SETTINGS_SCHEMA.shape.ECTICKET_ENV.safeParse(variables['ECTICKET_ENV']).data;
  const merchants = readMerchants(variables, environment);
  const temporal = readTemporal(variables);
  const isSandbox = environment === undefined || environment === 'sandbox';
  const risks = isSandbox
    ? []
    : [...riskyAddresses(variables, temporal.connection), ...riskySecrets(variables), ...merchants.risks];
  const weighed = weighRisks(
    [...files.byGivenName(risks), ...(isSandbox ? [] : files.risks)],
    SETTINGS_SCHEMA.shape.ECTICKET_ALLOW.safeParse(variables['ECTICKET_ALLOW']).data ?? [],
  );
  const mistakes = files.withMistakes([
    ...unknownSettings(variables),
    ...(parsed.error?.issues ?? []).map(({ path, message }) => mistakeIn(path[0] as SettingName, message)),
    ...(environment === undefined ? [] : environmentMistakes(environment, variables)),
    ...pairMistakes(variables, 'ECTICKET_EVENTS_URL', 'ECTICKET_EVENTS_SECRET'),
    ...pairMistakes(variables, 'ECTICKET_DEPLOYMENT_NAME', 'ECTICKET_BUILD_ID'),
    ...merchants.mistakes,
    ...temporal.mistakes,
    ...weighed.mistakes,
  ]);
  if (mistakes.length > 0 || !parsed.success || !merchants.value || !temporal.connection) {
    throw new SettingsError(mistakes);
  }
  const warnings = [...weighed.warnings, ...files.warnings];
  return { ...settingsOf(parsed.data, merchants.value, temporal.connection), warnings };
}

function settingsOf(
  data: z.output<typeof SETTINGS_SCHEMA>,
  { merchants, merchantIds }: KnownMerchants,
  temporal: TemporalConnection,
): Omit<Settings, 'warnings'> {
  const environment = data.ECTICKET_ENV;
  const callbackBaseUrl =
    data.ECTICKET_CALLBACK_BASE_URL ?? (environment === 'sandbox' ? SANDBOX_CALLBACK_URL : undefined);
  const { ECTICKET_EVENTS_URL: url, ECTICKET_EVENTS_SECRET: secret } = data;
  const { ECTICKET_DEPLOYMENT_NAME: deploymentName, ECTICKET_BUILD_ID: buildId } = data;
  return {
    environment,
    baseUrl: providerUrl(environment, data.ECTICKET_BASE_URL),
    merchants,
    merchantIds,
    ...(data.ECTICKET_CODEC_KEYS && { codecKeys: data.ECTICKET_CODEC_KEYS }),
    ...(data.ECTICKET_CODE_KEYS && { codeKeys: data.ECTICKET_CODE_KEYS }),
    ...(callbackBaseUrl && { callbackBaseUrl }),
    callbacks: environment === 'sandbox' || data.ECTICKET_ALLOW.includes('private-callbacks') ? 'any' : 'public',
    trustedProxies: data.ECTICKET_TRUSTED_PROXIES ?? [],
    ...(data.ECTICKET_UI_URL && { webUiUrl: data.ECTICKET_UI_URL }),
    ...(url && secret && { events: { url, secret } }),
    simulatedPayments: data.ECTICKET_SIMULATED_PAYMENTS,
    providerRate: data.ECTICKET_PROVIDER_RATE,
    startupTimeout: data.ECTICKET_STARTUP_TIMEOUT,
    ...(deploymentName && buildId && { deploymentVersion: { deploymentName, buildId } }),
    ...(data.ECTICKET_METRICS && { metrics: data.ECTICKET_METRICS }),
    ...(data.ECTICKET_TRACES && { traces: data.ECTICKET_TRACES }),
    temporal,
  };
}

/** Outside the sandbox personal data is real: it may only go to ECPay, and only encrypted into histories. */
function environmentMistakes(environment: Environment, variables: SetVariables): SettingMistake[] {
  const { ECTICKET_BASE_URL: url, ECTICKET_CODEC_KEYS: keys, ECTICKET_SIMULATED_PAYMENTS: simulated } = variables;
  if (environment === 'sandbox') {
    return isECPayUrl(url ?? '')
      ? [
          mistakeIn(
            'ECTICKET_BASE_URL',
            "is ECPay's own address, not a sandbox",
            'Use ECTICKET_ENV=stage or production',
          ),
        ]
      : [];
  }
  return [
    ...(url === undefined ? [] : [mistakeIn('ECTICKET_BASE_URL', 'is for the sandbox only', 'Remove it')]),
    ...(keys === undefined ? [mistakeIn('ECTICKET_CODEC_KEYS', `is required with ECTICKET_ENV=${environment}`)] : []),
    ...(simulated === 'count' && environment === 'production'
      ? [mistakeIn('ECTICKET_SIMULATED_PAYMENTS', 'would give tickets away in production', 'Remove it')]
      : []),
  ];
}

/** Two settings that have no meaning without each other. */
function pairMistakes(variables: SetVariables, ...pair: [SettingName, SettingName]): SettingMistake[] {
  const missing = pair.filter((name) => variables[name] === undefined);
  if (missing.length !== 1) return [];
  const given = pair.filter((name) => variables[name] !== undefined);
  return missing.map((name) => mistakeIn(name, `is required with ${given.join()}`));
}

function readTemporal(variables: SetVariables): {
  connection?: TemporalConnection;
  mistakes: readonly SettingMistake[];
} {
  try {
    return { connection: temporalConnection(variables), mistakes: [] };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { mistakes: error.mistakes };
  }
}
