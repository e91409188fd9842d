import type { NativeConnection } from '@temporalio/worker';
import { fastify, type FastifyInstance } from 'fastify';
import type { ListenOptions } from '../settings/index.js';
import { PortInUseError } from './errors.js';

/** Temporal must answer within this time. Shorter than the default timeout of probes, 1 s. */
const TEMPORAL_TIMEOUT_MS = 800;

/** A running health check server. */
export interface HealthServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves health checks. `GET /healthz` answers 200 while the process runs. `GET /readyz` answers 200 if the workers
 * poll and Temporal answers, otherwise 503. Failing workflow tasks do not affect either
 * (docs/decisions/0026-failing-workflow-tasks.md).
 *
 * @param pollingConnection returns the connection on which the workers poll, or undefined while they do not poll
 * @throws PortInUseError
 */
export async function serveHealth(
  at: ListenOptions,
  pollingConnection: () => NativeConnection | undefined,
): Promise<HealthServer> {
  const server = fastify({ forceCloseConnections: true });
  server.get('/healthz', (_request, reply) => reply.type('text/plain').send('ok\n'));
  server.get('/readyz', async (_request, reply) => {
    const connection = pollingConnection();
    const isReady = connection !== undefined && (await isTemporalAvailable(connection));
    return reply
      .code(isReady ? 200 : 503)
      .type('text/plain')
      .send(isReady ? 'ok\n' : 'not ready\n');
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

async function isTemporalAvailable(connection: NativeConnection): Promise<boolean> {
  try {
    await connection.withDeadline(Date.now() + TEMPORAL_TIMEOUT_MS, () => connection.workflowService.getSystemInfo({}));
    return true;
  } catch {
    return false;
  }
}
