import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Client, Connection } from '@temporalio/client';
import { ECTicketClient, workflowIdOf } from '../client/index.js';
import { encryptedDataConverter, parseCodecKeys } from '../codec/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../ecticket/index.js';
import { demoOrders } from './orders.js';
import { closingLine, sayFigures, sayVerdicts, sayWhereToLook } from './display/summary.js';
import { liveTable } from './display/live-table.js';
import { announce } from './display/announcements.js';
import { plainLines } from './display/plain-lines.js';
import { Progress } from './display/progress.js';
import { ECPay } from './ecpay.js';
import { Interruption, orAborted } from './interruption.js';
import type { DemoOptions } from './options.js';
import { bringUp } from './parts/bring-up.js';
import type { Processes } from './parts/processes.js';
import { writeSettings } from './parts/settings-file.js';
import { playAll } from './play-all.js';
import type { DemoOrder, Context } from './context.js';
import type { MerchantWebhook } from './merchant-webhook.js';
import type { Verdict } from './verdict.js';

interface DemoContext {
  readonly house: Processes;
  readonly shop: MerchantWebhook;
  /** Aborted by Ctrl-C, and by a part that ends by itself. */
  readonly signal: AbortSignal;
}

/** Brings everything up, plays the orders and tells of them. Answers whether all came as expected. */
export async function demonstrate(
  { house, shop, signal }: DemoContext,
  { orders, keep }: DemoOptions,
): Promise<boolean> {
  console.log('Bringing up, each in a process of its own:');
  const setUp = stopwatch();
  // Nobody keeps it: what the demo has encrypted is for nobody to read once it has ended.
  const codecKeys = `demo:${randomBytes(32).toString('base64')}`;
  const addresses = await orAborted(signal, bringUp({ house, shop, announce, codecKeys }));
  const setUpSeconds = setUp();

  const casts = demoOrders(orders);
  const connection = await Connection.connect({ address: addresses.temporal });
  try {
    const client = new Client({ connection, dataConverter: encryptedDataConverter(parseCodecKeys(codecKeys)) });
    const ecticket = new ECTicketClient({
      // Two orders show what becomes of one that ECPay refuses after payment.
      checkCatalogue: false,
      environment: 'sandbox',
      client,
      merchants: new MerchantRegistry(STAGE_MERCHANTS),
      baseUrl: addresses.sandbox,
      callbackBaseUrl: addresses.receiver,
    });
    const ecpay = new ECPay(addresses, signal);
    const run = stopwatch();
    const verdicts = await play(casts, { ecticket, ecpay, shop, signal });
    const runSeconds = run();

    sayVerdicts(verdicts);
    sayFigures({ setUpSeconds, runSeconds, historyEvents: await historyEvents(client, casts[0]) }, casts[0]);
    if (keep) {
      const settingsFile = await writeSettings(house.logDirectory, addresses, codecKeys);
      sayWhereToLook(addresses, casts[0], { logDirectory: house.logDirectory, settingsFile });
    }
    console.log(closingLine(verdicts));
    if (keep) await untilAskedToEnd(signal);
    return verdicts.every(({ differences }) => differences.length === 0);
  } finally {
    await connection.close();
  }
}

/** Plays the orders before the spectator's eyes. */
async function play(casts: readonly DemoOrder[], around: Context): Promise<readonly Verdict[]> {
  const progress = new Progress(casts, process.stdout.isTTY ? liveTable() : plainLines());
  around.shop.onEvent((event) => {
    progress.hear(event);
  });
  try {
    return await orAborted(around.signal, playAll(casts, around, progress));
  } finally {
    progress.end();
  }
}

async function historyEvents(client: Client, { order }: DemoOrder): Promise<number> {
  const { historyLength } = await client.workflow.getHandle(workflowIdOf(order)).describe();
  return historyLength;
}

/** @throws whatever else ended the demo, such as a part that ended by itself */
async function untilAskedToEnd(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
  if (!(signal.reason instanceof Interruption)) throw signal.reason;
}

/** Answers a function that tells the seconds since. */
function stopwatch(): () => number {
  const started = performance.now();
  return () => (performance.now() - started) / 1000;
}
