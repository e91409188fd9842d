/** How the standalone worker connects to Temporal, and waits for it when everything starts together. */
import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import { findTlsFailure, type TemporalConnection } from '../settings/index.js';
import {
  SearchAttributesMissingError,
  NamespaceNotFoundError,
  TemporalRefusedError,
  TemporalTlsError,
  TemporalUnavailableError,
} from './errors.js';

/** The SDK itself waits without a limit. */
const CONNECT_TIMEOUT_MS = 10_000;

const RETRY_INTERVAL_MS = 1000;

/** The same reason is reported again after this time; the time doubles with each report. */
const FIRST_REPORT_INTERVAL_MS = 5000;

/**
 * Connects to Temporal.
 * @param plugins the plugins of all Workers on the connection
 * @throws TemporalUnavailableError, TemporalTlsError, TemporalRefusedError
 */
export async function connectToTemporal(
  temporal: TemporalConnection,
  plugins: NonNullable<NativeConnectionOptions['plugins']> = [],
): Promise<NativeConnection> {
  const { address, options } = temporal;
  const timer = new AbortController();
  try {
    const timedOut = sleep(CONNECT_TIMEOUT_MS, undefined, { signal: timer.signal });
    const connection = await Promise.race([NativeConnection.connect({ ...options, plugins }), timedOut]);
    if (connection !== undefined) return connection;
  } catch (error) {
    if (isRefusal(error)) throw new TemporalRefusedError(address, innermostReason(error));
    const tlsFailure = await findTlsFailure(temporal);
    if (tlsFailure !== undefined) throw new TemporalTlsError(address, tlsFailure);
    throw new TemporalUnavailableError(address, innermostReason(error));
  } finally {
    timer.abort();
  }
  throw new TemporalUnavailableError(address, `no answer within ${CONNECT_TIMEOUT_MS / 1000} s`);
}

/** The SDK's message contains the description of PERMISSION_DENIED or UNAUTHENTICATED, but no code. */
function isRefusal(error: unknown): boolean {
  const message = error instanceof Error ? error.message : '';
  return /code: '(The caller does not have permission|The request does not have valid authentication)/.test(message);
}

/** Extracts the innermost of the SDK's nested messages: `tcp connect error`, `Connection refused` … */
function innermostReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /message: "([^"]+)"/.exec(message)?.[1] ?? /error: "([^"]+)"/.exec(message)?.[1] ?? message;
}

type RetryableError =
  TemporalUnavailableError | TemporalTlsError | NamespaceNotFoundError | SearchAttributesMissingError;

/**
 * Retries `start` while Temporal, its namespace or the search attributes are missing: in a deployment that starts as a
 * whole, they appear late. Writes the reason to stderr at once, when it changes, and at growing intervals.
 *
 * @param timeout seconds; after it, the last failure is thrown. With 0, the first failure is thrown.
 * @throws any other failure at once
 */
export async function retryUntilTemporalIsReady<T>(start: () => Promise<T>, timeout: number): Promise<T> {
  const end = performance.now() + timeout * 1000;
  const report = createReporter(end);
  for (;;) {
    try {
      return await start();
    } catch (error) {
      if (!isRetryable(error) || performance.now() >= end) throw error;
      report(error);
      await sleep(Math.min(RETRY_INTERVAL_MS, Math.max(end - performance.now(), 0)));
    }
  }
}

/** A search attribute of a wrong type never becomes right. */
function isRetryable(error: unknown): error is RetryableError {
  if (error instanceof SearchAttributesMissingError) return error.gaps.every(({ actual }) => actual === undefined);
  return (
    error instanceof TemporalUnavailableError ||
    error instanceof TemporalTlsError ||
    error instanceof NamespaceNotFoundError
  );
}

function createReporter(end: number): (error: RetryableError) => void {
  let last: RetryableError['code'] | undefined;
  let nextReportAt = 0;
  let interval = FIRST_REPORT_INTERVAL_MS;
  return ({ code, message }) => {
    const now = performance.now();
    if (code === last && now < nextReportAt) return;
    interval = code === last ? 2 * interval : FIRST_REPORT_INTERVAL_MS;
    nextReportAt = now + interval;
    last = code;
    const seconds = Math.ceil((end - now) / 1000);
    process.stderr.write(`${message} The worker retries for ${seconds} s (ECTICKET_STARTUP_TIMEOUT).\n`);
  };
}
