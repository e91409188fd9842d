import type { KeyObject } from 'node:crypto';
import type { z } from 'zod';
import type { CodecKeys } from '../codec/index.js';
import {
  isECPayUrl,
  providerUrl,
  SANDBOX_CALLBACK_URL,
  type CallbackAddresses,
  type Environment,
  type MerchantRegistry,
} from '../ecticket/index.js';
import { givenIn, type Env, type Given } from './environment.js';
import { readMerchants, type KnownMerchants } from './merchants.js';
import { weighRisks } from './risks.js';
import { riskyAddresses, riskySecrets } from './risky-settings.js';
import { HOW_TO_WRITE, unknownSettings, type SettingName } from './setting-names.js';
import { SettingsError, type SettingMistake } from './settings-error.js';
import { SHAPE } from './shape.js';
import type { MetricsTarget, TracesTarget } from './telemetry-target.js';
import { temporalConnection, type TemporalConnection } from './temporal-connection.js';

/** All that a process is told from outside. Shows no key, however it is printed. */
export interface Settings {
  readonly environment: Environment;
  /** ECPay's address, or the sandbox's. */
  readonly baseUrl: string;
  readonly merchants: MerchantRegistry;
  /** Whose keys are known. */
  readonly merchantIds: readonly string[];
  /** Newest first. Always there outside the sandbox. */
  readonly codecKeys?: CodecKeys;
  /** Newest first; where orders are to be found by a scanned code, however many there are. */
  readonly codeKeys?: CodecKeys;
  /** Where ECPay reaches the callback receiver; orders that name no address of their own get it. */
  readonly callbackBaseUrl?: string;
  /** Which addresses orders may give ECPay to call: `any` in the sandbox, and where the risk `private-callbacks` is accepted. */
  readonly callbacks: CallbackAddresses;
  /** Proxies in front of the receiver, whose `X-Forwarded-For` is believed: IP addresses and networks. */
  readonly trustedProxies: readonly string[];
  /** Where Temporal's Web UI is, for links. */
  readonly webUiUrl?: string;
  /** The merchant's webhook, and the raw bytes of its Standard Webhooks secrets, newest first. */
  readonly events?: { readonly url: string; readonly secret: readonly KeyObject[] };
  /** Whether payments that ECPay only simulates fulfil orders. Never `count` in production. */
  readonly simulatedPayments: 'ignore' | 'count';
  /** Calls to ECPay a second, over all workers. */
  readonly providerRate: number;
  /** Seconds for which a worker waits at its start for Temporal, the namespace and its search attributes. */
  readonly startupTimeout: number;
  readonly metrics?: MetricsTarget;
  readonly traces?: TracesTarget;
  readonly temporal: TemporalConnection;
  /** What is risky and was accepted, or is only advised against: sentences for the log, without a value. */
  readonly warnings: readonly string[];
}

/**
 * Reads what the process was given in its environment; an empty variable counts as one that is not set.
 * @throws SettingsError with all mistakes, those in Temporal's own settings included.
 */
export function readSettings(env: Env): Settings {
  const given = givenIn(env);
  const shape = SHAPE.safeParse(given);
  const environment = SHAPE.shape.ECTICKET_ENV.safeParse(given['ECTICKET_ENV']).data;
  const merchants = readMerchants(given, environment);
  const temporal = readTemporal(given);
  const isRiskFree = environment === undefined || environment === 'sandbox';
  const risks = isRiskFree
    ? []
    : [...riskyAddresses(given, temporal.connection), ...riskySecrets(given), ...merchants.risks];
  const weighed = weighRisks(risks, SHAPE.shape.ECTICKET_ALLOW.safeParse(given['ECTICKET_ALLOW']).data ?? []);
  const mistakes = [
    ...unknownSettings(given),
    ...(shape.error?.issues ?? []).map(({ path, message }) => mistake(path[0] as SettingName, message)),
    ...(environment === undefined ? [] : environmentMistakes(environment, given)),
    ...eventMistakes(given),
    ...merchants.mistakes,
    ...temporal.mistakes,
    ...weighed.mistakes,
  ];
  if (mistakes.length > 0 || !shape.success || !merchants.found || !temporal.connection) {
    throw new SettingsError(mistakes);
  }
  const warnings = [...weighed.warnings, ...merchants.warnings];
  return { ...settingsOf(shape.data, merchants.found, temporal.connection), warnings };
}

function settingsOf(
  data: z.output<typeof SHAPE>,
  { merchants, merchantIds }: KnownMerchants,
  temporal: TemporalConnection,
): Omit<Settings, 'warnings'> {
  const environment = data.ECTICKET_ENV;
  const callbackBaseUrl =
    data.ECTICKET_CALLBACK_BASE_URL ?? (environment === 'sandbox' ? SANDBOX_CALLBACK_URL : undefined);
  const { ECTICKET_EVENTS_URL: url, ECTICKET_EVENTS_SECRET: secret } = data;
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
    ...(data.ECTICKET_METRICS && { metrics: data.ECTICKET_METRICS }),
    ...(data.ECTICKET_TRACES && { traces: data.ECTICKET_TRACES }),
    temporal,
  };
}

/** Outside the sandbox people's data is real: it goes to ECPay only, and into histories only encrypted. */
function environmentMistakes(environment: Environment, given: Given): SettingMistake[] {
  const { ECTICKET_BASE_URL: url, ECTICKET_CODEC_KEYS: keys, ECTICKET_SIMULATED_PAYMENTS: simulated } = given;
  if (environment === 'sandbox') {
    return isECPayUrl(url ?? '')
      ? [
          mistake(
            'ECTICKET_BASE_URL',
            "is ECPay's own address, which is no sandbox",
            'Use ECTICKET_ENV=stage or production',
          ),
        ]
      : [];
  }
  return [
    ...(url === undefined ? [] : [mistake('ECTICKET_BASE_URL', `is for the sandbox only`, 'Take it away')]),
    ...(keys === undefined ? [mistake('ECTICKET_CODEC_KEYS', `is needed with ECTICKET_ENV=${environment}`)] : []),
    ...(simulated === 'count' && environment === 'production'
      ? [mistake('ECTICKET_SIMULATED_PAYMENTS', 'would give tickets away in production', 'Take it away')]
      : []),
  ];
}

function eventMistakes(given: Given): SettingMistake[] {
  const { ECTICKET_EVENTS_URL: url, ECTICKET_EVENTS_SECRET: secret } = given;
  if (url !== undefined && secret === undefined) {
    return [mistake('ECTICKET_EVENTS_SECRET', 'is needed with ECTICKET_EVENTS_URL')];
  }
  return url === undefined && secret !== undefined
    ? [mistake('ECTICKET_EVENTS_URL', 'is needed with ECTICKET_EVENTS_SECRET')]
    : [];
}

function readTemporal(given: Given): { connection?: TemporalConnection; mistakes: readonly SettingMistake[] } {
  try {
    return { connection: temporalConnection(given), mistakes: [] };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { mistakes: error.mistakes };
  }
}

function mistake(name: SettingName, problem: string, fix: string = HOW_TO_WRITE[name]): SettingMistake {
  return { name, problem, fix };
}
