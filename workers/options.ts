import type { DataConverter, WorkerDeploymentVersion } from '@temporalio/common';
import type { DeliverEvent } from '../activities/index.js';
import { CodecKeysNeededError, encryptedDataConverter, type CodecKeySource } from '../codec/index.js';
import { checkCodecKeys } from '../codec/codec-key.js';
import { normalizeBaseUrl } from '../ecticket/environment.js';
import {
  ENVIRONMENTS,
  isECPayUrl,
  paymentUrl,
  providerUrl,
  type CodeKeys,
  type Environment,
  type MerchantRegistry,
} from '../ecticket/index.js';
import { BUILD_ID, DEPLOYMENT_NAME } from '../settings/deployment-version.js';
import {
  assertOptions,
  FUNCTION,
  MERCHANTS,
  oneOf,
  OPTIONAL,
  type OptionSchemas,
} from '../ecticket/options/check-options.js';
import { InvalidOptionsError } from '../ecticket/options/invalid-options-error.js';
import { DEFAULT_PROVIDER_RATE } from '../settings/index.js';

/** Running activities may finish within the grace time. Then they are cancelled and returned to the server. */
export const SHUTDOWN = { shutdownGraceTime: '20 seconds', shutdownForceTime: '28 seconds' } as const;

/** Options of the plugin and of {@link createECTicketWorkers}. */
export interface ECTicketOptions {
  readonly merchants: MerchantRegistry;
  readonly environment: Environment;
  /** The sandbox's address. Defaults to http://127.0.0.1:4600. */
  readonly baseUrl?: string;
  /**
   * Keys that encrypt payloads and failure messages, newest first, or a function that returns them. Required outside
   * the sandbox.
   */
  readonly codecKeys?: CodecKeySource;
  /**
   * Keys, newest first, with which `ECTicketClient.redeemByCode` finds an order by a scanned code among any number of
   * orders. Requires the search attribute `ECTicketCodes`, and the same keys in every client. See
   * docs/how-to/redeem-by-code.md.
   */
  readonly codeKeys?: CodeKeys;
  /** Receives every event of every order at least once, in order within an order. Without it, events are discarded. */
  readonly onEvent?: DeliverEvent;
  /**
   * HTTP requests to ECPay per second and merchant in each worker process. Defaults to 5; may be a fraction. All
   * processes together dispatch at most twice as many activities per second for all merchants: see
   * docs/explanation/rates.md.
   */
  readonly providerRate?: number;
  /**
   * The Worker Deployment and the build of these workers. With it, they run an order only while the server routes
   * orders to this version: see docs/how-to/upgrade.md. Without it, Worker Versioning is not used.
   */
  readonly deploymentVersion?: WorkerDeploymentVersion;
}

/** {@link ECTicketOptions}, validated and with defaults. */
export interface CheckedOptions {
  readonly merchants: MerchantRegistry;
  readonly baseUrl: string;
  readonly paymentBaseUrl: string;
  readonly dataConverter?: DataConverter;
  readonly codeKeys?: CodeKeys;
  readonly onEvent: DeliverEvent;
  readonly providerRate: number;
  readonly deploymentVersion?: WorkerDeploymentVersion;
  /** Returns the current time in milliseconds since the epoch. Tests with a clock of their own set it. */
  readonly now?: () => number;
}

export const ECTICKET_OPTIONS: OptionSchemas<ECTicketOptions> = {
  merchants: MERCHANTS,
  environment: oneOf(ENVIRONMENTS),
  baseUrl: OPTIONAL,
  codecKeys: OPTIONAL,
  codeKeys: OPTIONAL,
  onEvent: FUNCTION.optional(),
  providerRate: OPTIONAL,
  deploymentVersion: OPTIONAL,
};

/**
 * Validates the options and fills in defaults.
 *
 * @param owner The function or class, as the messages name it.
 * @param schemas Of the owner's options, if it has more than these.
 * @throws CodecKeysNeededError, InvalidCodecKeysError, InvalidOptionsError, InvalidBaseUrlError
 */
export function checkOptions(
  owner: string,
  options: ECTicketOptions,
  schemas: OptionSchemas<ECTicketOptions> = ECTICKET_OPTIONS,
): CheckedOptions {
  assertOptions(owner, schemas, options);
  const {
    merchants,
    environment,
    baseUrl,
    codecKeys,
    codeKeys,
    onEvent,
    providerRate = DEFAULT_PROVIDER_RATE,
    deploymentVersion,
  } = options;
  if (environment !== 'sandbox' && codecKeys === undefined) throw new CodecKeysNeededError(environment);
  const mistakes = [
    ...(environment !== 'sandbox' && baseUrl !== undefined ? ['baseUrl is for the sandbox only: remove it.'] : []),
    ...(isECPayUrl(baseUrl ?? '') ? ["baseUrl is ECPay's own address: use environment 'stage' or 'production'."] : []),
    ...(providerRate > 0 && providerRate < Infinity
      ? []
      : ['providerRate, in HTTP requests per second and merchant, must be a number above 0.']),
    ...(deploymentVersion === undefined ? [] : versionMistakes(deploymentVersion)),
  ];
  if (codeKeys !== undefined) checkCodecKeys(codeKeys);
  if (mistakes.length > 0) throw new InvalidOptionsError(mistakes);
  return {
    merchants,
    baseUrl: normalizeBaseUrl(providerUrl(environment, baseUrl)),
    paymentBaseUrl: normalizeBaseUrl(paymentUrl(environment, baseUrl)),
    ...(codecKeys && { dataConverter: encryptedDataConverter(codecKeys) }),
    ...(codeKeys && { codeKeys }),
    onEvent: onEvent ?? discardEvent,
    providerRate,
    ...(deploymentVersion && { deploymentVersion }),
  };
}

function versionMistakes({ deploymentName, buildId }: WorkerDeploymentVersion): string[] {
  return [
    ...(DEPLOYMENT_NAME.pattern.test(deploymentName) ? [] : [`deploymentName ${DEPLOYMENT_NAME.problem}.`]),
    ...(BUILD_ID.pattern.test(buildId) ? [] : [`buildId ${BUILD_ID.problem}.`]),
  ];
}

function discardEvent(): Promise<void> {
  return Promise.resolve();
}
