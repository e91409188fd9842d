/** What the routes share. The connection is lazy: `next build` loads this file where no Temporal server runs. */
import { Client, Connection } from '@temporalio/client';
import { ECTicketClient, ECTicketClientPlugin, MerchantRegistry, STAGE_MERCHANTS, codecKey } from 'temporal-ecticket';
import { TracePlugin } from 'temporal-ecticket/telemetry';

export const merchants = new MerchantRegistry(STAGE_MERCHANTS);
const encryption = new ECTicketClientPlugin({ codecKeys: [codecKey('a', Buffer.alloc(32, 7))] });
const connection = Connection.lazy({ address: process.env.TEMPORAL_ADDRESS });
export const client = new Client({ connection, plugins: [encryption, new TracePlugin()] });
export const ecticket = new ECTicketClient({ client, merchants, environment: 'sandbox' });
