/**
 * The merchant's webhook as a process of its own: it verifies each event's signature, appends the event to a file, and
 * accepts it once the file is on disk.
 */
import { open } from 'node:fs/promises';
import { fastify } from 'fastify';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { readListenOptions, serveUntilSignal } from '../../settings/index.js';

/** Never the default of another process. */
const DEFAULT_PORT = 4640;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const { CHAOS_EVENTS_FILE: path = '', CHAOS_EVENTS_SECRET: secret = '' } = process.env;
  const file = await open(path, 'a');
  // A webhook that was killed may have left half a line.
  await file.appendFile('\n');
  const webhook = new Webhook(secret);
  const server = fastify({ forceCloseConnections: true });
  // The signature covers the raw body, so the server verifies it before it parses the JSON.
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
  server.post<{ Body: string }>('/events', async (request, reply) => {
    const event = webhook.verify(request.body, request.headers as Record<string, string>);
    await file.appendFile(`${JSON.stringify(event)}\n`);
    await file.datasync();
    return reply.code(204).send();
  });
  server.setErrorHandler((error, _request, reply) =>
    reply.code(error instanceof WebhookVerificationError ? 401 : 500).send(),
  );
  const status = await serveUntilSignal(server, readListenOptions(args, DEFAULT_PORT));
  await file.close();
  return status;
}
