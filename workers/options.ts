import type { DataConverter } from '@temporalio/common';
import type { DeliverEvent } from '../activities/index.js';
import { CodecKeysNeededError, encryptedDataConverter, type CodecKeySource } from '../codec/index.js';
import { checkCodecKeys } from '../codec/codec-key.js';
import { checkedBaseUrl } from '../ecticket/http/base-url.js';
import {
  isECPays,
  paymentUrl,
  providerUrl,
  type CodeKeys,
  type Environment,
  type MerchantRegistry,
} from '../ecticket/index.js';
import { DEFAULT_PROVIDER_RATE } from '../settings/index.js';
import { InvalidOptionsError } from './errors/invalid-options-error.js';

/** What ticket orders need to know, whoever runs them. */
export interface ECTicketOptions {
  readonly merchants: MerchantRegistry;
  readonly environment: Environment;
  /** The sandbox's address, when it is not http://127.0.0.1:4600. */
  readonly baseUrl?: string;
  /** Encrypt payloads and failure messages: keys, newest first, or a function that gets them. Needed outside the sandbox. */
  readonly codecKeys?: CodecKeySource;
  /**
   * Lets `ECTicketClient.redeemByCode` find any order by a scanned code, however many there are: keys, newest first. They need
   * the search attribute `ECTicketCodes`, and every client of these orders. See docs/how-to/redeem-by-code.md.
   */
  readonly codeKeys?: CodeKeys;
  /** Called with every event of every order, at least once, in order within an order. Left out, nobody is told. */
  readonly onEvent?: DeliverEvent;
  /**
   * HTTP requests to ECPay per second and merchant, in each worker process; 5 by default, may be a fraction. All processes
   * together make at most twice as many dispatches per second, of all merchants: see docs/explanation/rates.md.
   */
  readonly providerRate?: number;
}

/** The same, checked and omitUndefined. */
export interface CheckedOptions {
  readonly merchants: MerchantRegistry;
  readonly baseUrl: string;
  readonly paymentBaseUrl: string;
  readonly dataConverter?: DataConverter;
  readonly codeKeys?: CodeKeys;
  readonly onEvent: DeliverEvent;
  readonly providerRate: number;
}

/** @throws CodecKeysNeededError, InvalidCodecKeysError, InvalidOptionsError, InvalidBaseUrlError */
export function checked(options: ECTicketOptions): CheckedOptions {
  const {
    merchants,
    environment,
    baseUrl,
    codecKeys,
    codeKeys,
    onEvent,
    providerRate = DEFAULT_PROVIDER_RATE,
  } = options;
  if (environment !== 'sandbox' && codecKeys === undefined) throw new CodecKeysNeededError(environment);
  const mistakes = [
    ...(environment !== 'sandbox' && baseUrl !== undefined ? ['baseUrl is for the sandbox only: leave it away.'] : []),
    ...(isECPays(baseUrl ?? '') ? ["baseUrl is ECPay's own address: use environment 'stage' or 'production'."] : []),
    ...(providerRate > 0 && providerRate < Infinity
      ? []
      : ['providerRate is HTTP requests per second and merchant: give a number above 0.']),
  ];
  if (codeKeys !== undefined) checkCodecKeys(codeKeys);
  if (mistakes.length > 0) throw new InvalidOptionsError(mistakes);
  return {
    merchants,
    baseUrl: checkedBaseUrl(providerUrl(environment, baseUrl)),
    paymentBaseUrl: checkedBaseUrl(paymentUrl(environment, baseUrl)),
    ...(codecKeys && { dataConverter: encryptedDataConverter(codecKeys) }),
    ...(codeKeys && { codeKeys }),
    onEvent: onEvent ?? tellNobody,
    providerRate,
  };
}

function tellNobody(): Promise<void> {
  return Promise.resolve();
}
