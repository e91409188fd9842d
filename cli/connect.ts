/** To Temporal, as the settings say. Loads the SDK: import it only where Temporal is needed. */
import { Client, Connection, isGrpcServiceError } from '@temporalio/client';
import { ECTicketClient, TemporalUnavailableError } from '../client/index.js';
import { encryptedDataConverter } from '../codec/index.js';
import type { Settings, TemporalConnection } from '../settings/index.js';
import { NamespaceNotFoundError } from '../workers/errors/namespace-not-found-error.js';
import { TemporalRefusedError } from './errors/temporal-refused-error.js';

/** Milliseconds. A person waits. */
const CONNECT_WITHIN = 5000;

/** As `grpc.status` numbers them. */
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
const UNAUTHENTICATED = 16;

/** @throws TemporalUnavailableError, TemporalRefusedError */
export async function connect({ address, options }: TemporalConnection): Promise<Connection> {
  try {
    return await Connection.connect({ ...options, connectTimeout: CONNECT_WITHIN });
  } catch (error) {
    const { code, details } = grpcFailure(error);
    if (code === UNAUTHENTICATED || code === PERMISSION_DENIED) throw new TemporalRefusedError(address, details);
    throw new TemporalUnavailableError(`nothing at ${address} (${details})`);
  }
}

/**
 * A namespace that is not there is told here, before each call tells it in its own way. A server that does not say (an
 * account without that permission) is taken at its word.
 * @throws NamespaceNotFoundError, TemporalRefusedError
 */
export async function checkNamespace(
  connection: Connection,
  { address, namespace }: TemporalConnection,
): Promise<void> {
  try {
    await connection.withDeadline(Date.now() + CONNECT_WITHIN, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
  } catch (error) {
    const { code, details } = grpcFailure(error);
    if (code === NOT_FOUND) throw new NamespaceNotFoundError(namespace);
    if (code === UNAUTHENTICATED) throw new TemporalRefusedError(address, details);
    if (code !== PERMISSION_DENIED) throw new TemporalUnavailableError(details);
  }
}

export function clientOn(connection: Connection, { temporal, codecKeys }: Settings): Client {
  return new Client({
    connection,
    namespace: temporal.namespace,
    ...(codecKeys && { dataConverter: encryptedDataConverter(codecKeys) }),
  });
}

export function ticketsOn(
  client: Client,
  { merchants, environment, baseUrl, callbackBaseUrl, callbacks, codeKeys }: Settings,
): ECTicketClient {
  return new ECTicketClient({
    client,
    merchants,
    environment,
    callbacks,
    ...(environment === 'sandbox' && { baseUrl }),
    ...(callbackBaseUrl && { callbackBaseUrl }),
    ...(codeKeys && { codeKeys }),
  });
}

function grpcFailure(error: unknown): { readonly code?: number; readonly details: string } {
  for (let e = error; e instanceof Error; e = e.cause) if (isGrpcServiceError(e)) return e;
  return { details: error instanceof Error ? error.message : String(error) };
}
