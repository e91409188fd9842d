import type { NativeConnection } from '@temporalio/worker';
import { fastify, type FastifyInstance } from 'fastify';
import type { ListenOptions } from '../settings/index.js';
import { PortInUseError } from './errors/port-in-use-error.js';

/** Milliseconds within which Temporal must answer, below the second that probes allow by default. */
const ANSWER_WITHIN = 800;

/** Serves until it is closed. */
export interface HealthServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * `GET /healthz`: the process lives. `GET /readyz`: the workers poll and Temporal answers, else 503. Whether workflow
 * tasks succeed is not asked (docs/decisions/0026-failing-workflow-tasks.md).
 *
 * @param polled the connection on which the workers poll; undefined while they do not
 * @throws PortInUseError
 */
export async function serveHealth(
  at: ListenOptions,
  polled: () => NativeConnection | undefined,
): Promise<HealthServer> {
  const server = fastify({ forceCloseConnections: true });
  server.get('/healthz', (_request, reply) => reply.type('text/plain').send('ok\n'));
  server.get('/readyz', async (_request, reply) => {
    const connection = polled();
    const ready = connection !== undefined && (await answers(connection));
    return reply
      .code(ready ? 200 : 503)
      .type('text/plain')
      .send(ready ? 'ok\n' : 'not ready\n');
  });
  return { url: await listen(server, at), close: () => server.close() };
}

async function listen(server: FastifyInstance, at: ListenOptions): Promise<string> {
  try {
    return await server.listen(at);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? new PortInUseError(at.port) : error;
  }
}

async function answers(connection: NativeConnection): Promise<boolean> {
  try {
    await connection.withDeadline(Date.now() + ANSWER_WITHIN, () => connection.workflowService.getSystemInfo({}));
    return true;
  } catch {
    return false;
  }
}
