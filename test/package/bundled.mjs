/** A script that esbuild bundles: it creates the client of a backend, and uses it where no Temporal server runs. */
import { Client, Connection } from '@temporalio/client';
import { ECTicketClient, ECTicketClientPlugin, MerchantRegistry, STAGE_MERCHANTS, codecKey } from 'temporal-ecticket';
import { createReceiver, deliverToOrders } from 'temporal-ecticket/callbacks';
import { TracePlugin } from 'temporal-ecticket/telemetry';

const codecKeys = [codecKey('a', Buffer.alloc(32, 7))];
const merchants = new MerchantRegistry(STAGE_MERCHANTS);
const connection = Connection.lazy({ address: '127.0.0.1:1' });
const plugins = [new ECTicketClientPlugin({ codecKeys }), new TracePlugin()];
const client = new Client({ connection, plugins });
const ecticket = new ECTicketClient({ client, merchants, environment: 'sandbox' });
const receiver = createReceiver({ merchants, deliver: deliverToOrders(client) });

async function main() {
  const { status } = await receiver.receive({ kind: 'useStatus', body: '' });
  const error = await ecticket
    .getOrder({ merchantId: '3085676', merchantTradeNo: 'BUNDLED1' })
    .catch((reason) => reason);
  console.log(status, error.code);
}

main();
