/** Errors of the workers. This module loads no native code: the command line imports it too. */
import { commandFor } from '../settings/installation.js';

/** The merchant's Worker has no connection that the ECTicket workers could share. */
export class ConnectionNeededError extends Error {
  override readonly name = 'ConnectionNeededError';
  readonly code = 'CONNECTION_NEEDED';

  constructor() {
    super(
      'ECTicketPlugin runs its workers on the connection of your Worker. ' +
        'Pass one: Worker.create({ connection: await NativeConnection.connect(…), … }).',
    );
  }
}

/** A Client or Worker has a data converter besides the plugin's: neither could read what the other writes. */
export class DataConverterConflictError extends Error {
  override readonly name = 'DataConverterConflictError';
  readonly code = 'DATA_CONVERTER_CONFLICT';

  constructor(readonly on: 'Client' | 'Worker') {
    super(
      `This ${on} already has a data converter, and ECTicketPlugin adds another. ` +
        (on === 'Client'
          ? 'Use a second Client with the plugin for ticket orders only.'
          : 'Remove the plugin from this Worker, and run createECTicketWorkers() next to it.'),
    );
  }
}

/** A merchant's own Worker polls a task queue of the ticket orders, whose tasks it cannot run. */
export class TaskQueueTakenError extends Error {
  override readonly name = 'TaskQueueTakenError';
  readonly code = 'TASK_QUEUE_TAKEN';

  constructor(readonly taskQueue: string) {
    super(
      `The task queue "${taskQueue}" is reserved for ticket orders. Choose another for your own Worker: ` +
        'ECTicketPlugin runs the workers of this queue next to it.',
    );
  }
}

/** The webhook did not accept an event. Contains neither the event nor the body of the response. */
export class EventNotAcceptedError extends Error {
  override readonly name = 'EventNotAcceptedError';
  readonly code = 'EVENT_NOT_ACCEPTED';

  constructor(
    /** The HTTP status of the response, or the system's error code, such as `ECONNREFUSED`. */
    readonly answer: number | string,
  ) {
    super(
      typeof answer === 'number'
        ? `The webhook answered HTTP ${answer}. Any 2xx status accepts the event.`
        : `The webhook did not answer (${answer}).`,
    );
  }
}

/** No Temporal server answers at the configured address. */
export class TemporalUnavailableError extends Error {
  override readonly name = 'TemporalUnavailableError';
  readonly code = 'TEMPORAL_UNAVAILABLE';

  constructor(
    readonly address: string,
    readonly reason: string,
  ) {
    super(
      `No Temporal server answers at ${address} (${reason}). Start one (${commandFor('temporal')}), ` +
        'or set its address: TEMPORAL_ADDRESS, TEMPORAL_PROFILE.',
    );
  }
}

/** A server answers at the configured address, and TLS to it fails. */
export class TemporalTlsError extends Error {
  override readonly name = 'TemporalTlsError';
  readonly code = 'TEMPORAL_TLS_FAILED';

  constructor(
    readonly address: string,
    /** Names the setting to correct, and contains no secret. */
    readonly reason: string,
  ) {
    super(`No TLS connection to Temporal at ${address}. ${reason}`);
  }
}

/** The Temporal server answers and refuses this account. */
export class TemporalRefusedError extends Error {
  override readonly name = 'TemporalRefusedError';
  readonly code = 'TEMPORAL_REFUSED';

  constructor(
    readonly address: string,
    /** The message of gRPC. */
    readonly details: string,
  ) {
    super(
      `Temporal at ${address} refuses access: ${details.replace(/\.$/, '')}. ` +
        'Check TEMPORAL_API_KEY, the TEMPORAL_TLS_… settings, and TEMPORAL_NAMESPACE.',
    );
  }
}

/** The Temporal server has no such namespace. */
export class NamespaceNotFoundError extends Error {
  override readonly name = 'NamespaceNotFoundError';
  readonly code = 'NAMESPACE_NOT_FOUND';

  constructor(readonly namespace: string) {
    super(
      `The Temporal server has no namespace "${namespace}". Check TEMPORAL_NAMESPACE, ` +
        `or create it with: temporal operator namespace create --namespace ${namespace}`,
    );
  }
}

/** Another process listens on the port of the health checks. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
  readonly code = 'PORT_IN_USE';

  constructor(readonly port: number) {
    super(`Port ${port} is in use. Stop the process that listens there, or choose another port with --port (0: any).`);
  }
}

/** A search attribute that a namespace lacks or has with a wrong type. */
export interface SearchAttributeGap {
  readonly name: string;
  /** The required type, as the `temporal` command writes it. */
  readonly type: string;
  /** The actual type. Absent if there is no such attribute. */
  readonly actual?: string;
}

/** The namespace lacks search attributes that every order sets: workflow tasks would fail forever. */
export class SearchAttributesMissingError extends Error {
  override readonly name = 'SearchAttributesMissingError';
  readonly code = 'SEARCH_ATTRIBUTES_MISSING';

  constructor(
    readonly namespace: string,
    readonly gaps: readonly SearchAttributeGap[],
  ) {
    super(
      `The namespace "${namespace}" is not set up for ticket orders.` +
        describeMissing(namespace, gaps) +
        describeMistyped(gaps),
    );
  }
}

function describeMissing(namespace: string, gaps: readonly SearchAttributeGap[]): string {
  const missing = gaps.filter(({ actual }) => actual === undefined);
  if (missing.length === 0) return '';
  const flags = missing.map(({ name, type }) => ` --name ${name} --type ${type}`).join('');
  const names = missing.map(({ name }) => name).join(', ');
  return (
    ` Search attributes are missing: ${names}. ` +
    `Add them with: temporal operator search-attribute create --namespace ${namespace}${flags}`
  );
}

function describeMistyped(gaps: readonly SearchAttributeGap[]): string {
  return gaps
    .filter(({ actual }) => actual !== undefined)
    .map(({ name, type, actual }) => ` ${name} has type ${actual}, not ${type}: remove it, or use another namespace.`)
    .join('');
}
