/** One run of the demo: start the processes, run the orders, report the results, stop the processes. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Client, Connection } from '@temporalio/client';
import { ECTicketClient, workflowIdOf } from '../client/index.js';
import { encryptedDataConverter, parseCodecKeys } from '../codec/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../ecticket/index.js';
import { createLiveTable, createPlainLines } from './display/progress-output.js';
import { Progress } from './display/progress.js';
import { closingLine, printAddress, printFigures, printResults, printLocations } from './display/report.js';
import { ECPay } from './ecpay.js';
import { abortOnSignals, Interruption, rejectOnAbort } from './interruption.js';
import { MerchantWebhook } from './merchant-webhook.js';
import type { DemoOptions } from './options.js';
import type { OrderResult } from './order-result.js';
import { createDemoOrders, type DemoContext, type DemoOrder } from './orders.js';
import { writeSettingsFile } from './parts/environment.js';
import { PartFailedError } from './parts/part-failed-error.js';
import { Processes } from './parts/processes.js';
import { startParts } from './parts/start-parts.js';
import { runOrders } from './run-orders.js';

/**
 * Runs the demo. Every process that it started has ended when the returned promise resolves.
 *
 * @returns The exit status: 0 if every order ended as expected, 1 if an order did not or a process failed, 128 plus the
 * signal's number after an interruption.
 */
export async function runDemo(options: DemoOptions): Promise<number> {
  const abort = new AbortController();
  abortOnSignals(abort);
  const processes = await Processes.open(() => {
    abort.abort(new Error('A process of the demo ended unexpectedly.'));
  });
  const merchant = await MerchantWebhook.listen();

  const outcome = await demonstrate({ processes, merchant, signal: abort.signal }, options).then(
    (allAsExpected) => ({ allAsExpected }),
    (error: unknown) => ({ error }),
  );
  const failures = await processes.close();
  await merchant.close();

  const status = exitStatusOf(outcome, failures);
  if (status !== 1) await processes.removeLogs();
  return status;
}

/** Prints what went wrong. If a process failed, other errors are its consequence and are not printed. */
function exitStatusOf(
  outcome: { allAsExpected: boolean } | { error: unknown },
  failures: readonly PartFailedError[],
): number {
  for (const { message } of failures) console.error(message);
  if (failures.length > 0) return 1;
  if ('allAsExpected' in outcome) return outcome.allAsExpected ? 0 : 1;

  const { error } = outcome;
  if (!(error instanceof Interruption || error instanceof PartFailedError)) throw error;
  console.error(error.message);
  return error instanceof Interruption ? error.exitStatus : 1;
}

interface RunContext {
  readonly processes: Processes;
  readonly merchant: MerchantWebhook;
  /** Aborted by Ctrl-C, and when a process ends unexpectedly. */
  readonly signal: AbortSignal;
}

/** Starts every process, runs the orders and prints a report. Returns whether every order ended as expected. */
async function demonstrate(
  { processes, merchant, signal }: RunContext,
  { orders, keep }: DemoOptions,
): Promise<boolean> {
  console.log('Starting, each in its own process:');
  const setUpTime = startStopwatch();
  // The key is not stored: nobody can decrypt the demo's histories after it has ended.
  const codecKeys = `demo:${randomBytes(32).toString('base64')}`;
  const addresses = await rejectOnAbort(signal, startParts({ processes, merchant, printAddress, codecKeys }));
  const setUpSeconds = setUpTime();

  const demoOrders = createDemoOrders(orders);
  const connection = await Connection.connect({ address: addresses.temporal });
  const client = new Client({ connection, dataConverter: encryptedDataConverter(parseCodecKeys(codecKeys)) });
  const ecticket = new ECTicketClient({
    // Two orders demonstrate that ECPay refuses to issue after payment. The check would reject them earlier.
    checkCatalogue: false,
    environment: 'sandbox',
    client,
    merchants: new MerchantRegistry(STAGE_MERCHANTS),
    baseUrl: addresses.sandbox,
    callbackBaseUrl: addresses.receiver,
  });
  const ecpay = new ECPay(addresses, signal);
  const runTime = startStopwatch();
  const results = await runWithProgress(demoOrders, { ecticket, ecpay, merchant, signal });
  const runSeconds = runTime();

  printResults(results);
  const historyEvents = await countHistoryEvents(client, demoOrders[0]);
  printFigures({ setUpSeconds, runSeconds, historyEvents }, demoOrders[0]);
  if (keep) {
    const settingsFile = await writeSettingsFile(processes.logDirectory, addresses, codecKeys);
    printLocations(addresses, demoOrders[0], { logDirectory: processes.logDirectory, settingsFile });
  }
  console.log(closingLine(results));
  if (keep) await waitForInterruption(signal);
  // Not after an interruption: the SDK throws from a timer when it retries a call on a closed connection. The process
  // exits without it.
  await connection.close();
  return results.every(({ differences }) => differences.length === 0);
}

async function runWithProgress(orders: readonly DemoOrder[], context: DemoContext): Promise<readonly OrderResult[]> {
  const progress = new Progress(orders, process.stdout.isTTY ? createLiveTable() : createPlainLines());
  context.merchant.onEvent((event) => {
    progress.showEvent(event);
  });
  try {
    return await rejectOnAbort(context.signal, runOrders(orders, context, progress));
  } finally {
    progress.end();
  }
}

async function countHistoryEvents(client: Client, { order }: DemoOrder): Promise<number> {
  const { historyLength } = await client.workflow.getHandle(workflowIdOf(order)).describe();
  return historyLength;
}

/** @throws The signal's reason unless it is an {@link Interruption}, for example after a process ended unexpectedly. */
async function waitForInterruption(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
  if (!(signal.reason instanceof Interruption)) throw signal.reason;
}

/** Returns a function that returns the seconds since this call. */
function startStopwatch(): () => number {
  const startedAt = performance.now();
  return () => (performance.now() - startedAt) / 1000;
}
