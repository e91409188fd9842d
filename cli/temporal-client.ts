/** Connects to Temporal. This module loads the SDK: import it only in commands that need Temporal. */
import { Client, Connection, isGrpcServiceError } from '@temporalio/client';
import { ECTicketClient, TemporalUnavailableError } from '../client/index.js';
import { encryptedDataConverter } from '../codec/index.js';
import { findTlsFailure, type Settings, type TemporalConnection } from '../settings/index.js';
import { NamespaceNotFoundError, TemporalRefusedError, TemporalTlsError } from '../workers/errors.js';

/** Short, because a user waits for the command. */
const CONNECT_TIMEOUT_MS = 5000;

/** gRPC status codes. */
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
const UNAUTHENTICATED = 16;

/** @throws TemporalUnavailableError, TemporalTlsError, TemporalRefusedError */
export async function connectToTemporal(temporal: TemporalConnection): Promise<Connection> {
  const { address, options } = temporal;
  try {
    return await Connection.connect({ ...options, connectTimeout: CONNECT_TIMEOUT_MS });
  } catch (error) {
    const { code, details } = grpcFailure(error);
    if (code === UNAUTHENTICATED || code === PERMISSION_DENIED) throw new TemporalRefusedError(address, details);
    const tlsFailure = await findTlsFailure(temporal);
    if (tlsFailure !== undefined) throw new TemporalTlsError(address, tlsFailure);
    throw new TemporalUnavailableError(details, address);
  }
}

/**
 * Checks that the namespace exists, so that every command reports a missing one in the same way. If this account may
 * not read namespaces, the check passes.
 * @throws NamespaceNotFoundError, TemporalRefusedError, TemporalUnavailableError
 */
export async function checkNamespace(
  connection: Connection,
  { address, namespace }: TemporalConnection,
): Promise<void> {
  try {
    await connection.withDeadline(Date.now() + CONNECT_TIMEOUT_MS, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
  } catch (error) {
    const { code, details } = grpcFailure(error);
    if (code === NOT_FOUND) throw new NamespaceNotFoundError(namespace);
    if (code === UNAUTHENTICATED) throw new TemporalRefusedError(address, details);
    if (code !== PERMISSION_DENIED) throw new TemporalUnavailableError(details, address);
  }
}

export function createClient(connection: Connection, { temporal, codecKeys }: Settings): Client {
  return new Client({
    connection,
    namespace: temporal.namespace,
    ...(codecKeys && { dataConverter: encryptedDataConverter(codecKeys) }),
  });
}

export function createTicketClient(
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

/** Returns the gRPC error among an error and its causes. */
function grpcFailure(error: unknown): { readonly code?: number; readonly details: string } {
  for (let e = error; e instanceof Error; e = e.cause) if (isGrpcServiceError(e)) return e;
  return { details: error instanceof Error ? error.message : String(error) };
}
