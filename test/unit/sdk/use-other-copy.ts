/** Gives objects of a second copy of the SDK to the package, and prints the errors. Run by duplicate-sdk.test.ts. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { ECTicketClient } from '../../../client/index.js';
import { deliverToOrders } from '../../../callbacks/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { createECTicketWorkers, ECTicketPlugin } from '../../../workers/index.js';
import type * as clientPackage from '@temporalio/client';
import type * as workerPackage from '@temporalio/worker';

const require = createRequire(pathToFileURL(`${process.argv[2] ?? ''}/`));
const { Client } = require('@temporalio/client') as typeof clientPackage;
const { NativeConnection } = require('@temporalio/worker') as typeof workerPackage;

const merchants = new MerchantRegistry(STAGE_MERCHANTS);
const environment = 'sandbox';
// No server runs: nothing connects.
const client = new Client();
const connection = Object.create(NativeConnection.prototype) as workerPackage.NativeConnection;
const plugin = new ECTicketPlugin({ merchants, environment });

const calls: readonly (() => unknown)[] = [
  () => new ECTicketClient({ client, merchants, environment }),
  () => deliverToOrders(client),
  () => plugin.configureWorker({ taskQueue: 'merchant', connection }),
  () => createECTicketWorkers({ merchants, environment, connection }),
];
const errors = [];
for (const call of calls) {
  try {
    await call();
    errors.push(undefined);
  } catch (error) {
    errors.push({ ...(error as object), message: (error as Error).message });
  }
}
console.log(JSON.stringify(errors));
