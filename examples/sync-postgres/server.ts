/** A merchant's read model as a service. Receives events; with the argument `backfill` it reads all orders once. */
import { Client, Connection } from '@temporalio/client';
import { fastify } from 'fastify';
import { Pool, type PoolClient } from 'pg';
import { ECTicketClient } from 'temporal-ecticket/client';
import { MerchantRegistry, STAGE_MERCHANTS } from 'temporal-ecticket/ecticket';
import { createEventHandler } from 'temporal-ecticket/events';
import { createReadModel } from 'temporal-ecticket/sync';

const { DATABASE_URL, ECTICKET_EVENTS_SECRET = '', PORT = '4700', TEMPORAL_ADDRESS = '127.0.0.1:7233' } = process.env;

// The worker waits eight seconds for an answer.
const pool = new Pool({ connectionString: DATABASE_URL, connectionTimeoutMillis: 3_000 });
// Without a listener, a lost idle connection would end the process.
pool.on('error', (error) => console.error(`database: ${error.message}`));
const readModel = createReadModel();

async function inTransaction<T>(work: (transaction: PoolClient) => Promise<T>): Promise<T> {
  const transaction = await pool.connect();
  let failure: Error | undefined;
  try {
    await transaction.query('BEGIN');
    const result = await work(transaction);
    await transaction.query('COMMIT');
    return result;
  } catch (error) {
    failure = error as Error;
    throw error;
  } finally {
    // A connection that is closed rolls back.
    transaction.release(failure);
  }
}

async function serve(): Promise<void> {
  const events = createEventHandler({
    secret: ECTICKET_EVENTS_SECRET,
    on: {},
    fallback: (event) =>
      inTransaction(async (transaction) => {
        const result = await readModel.applyEvent(transaction, event);
        // Your own changes, with the same transaction: if (result === 'applied') …
        console.log(event.id, event.type, result);
      }),
  });
  const app = fastify();
  // The signature is that of the raw body.
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.post('/events', async ({ headers, body }, reply) => {
    try {
      const { status } = await events.receive({ headers, body: body as Buffer });
      return await reply.code(status).send();
    } catch (error) {
      // The worker delivers the event again.
      console.error((error as Error).message);
      return await reply.code(503).send();
    }
  });
  process.once('SIGTERM', () => void app.close().then(() => pool.end()));
  console.log(`listening on ${await app.listen({ port: Number(PORT) })}`);
}

async function backfill(): Promise<void> {
  const connection = await Connection.connect({ address: TEMPORAL_ADDRESS });
  // Outside the sandbox, the Temporal client needs ECTicketClientPlugin, which decrypts.
  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  const ecticket = new ECTicketClient({ client: new Client({ connection }), merchants, environment: 'sandbox' });
  const { failures, ...counts } = await readModel.backfill(pool, ecticket);
  console.log(JSON.stringify(counts));
  for (const { workflowId, message } of failures) console.error(`${workflowId}: ${message}`);
  process.exitCode = failures.length > 0 ? 1 : 0;
  await connection.close();
  await pool.end();
}

await readModel.migrate(pool);
await (process.argv[2] === 'backfill' ? backfill() : serve());
