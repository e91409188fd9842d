import type { Client, Connection } from '@temporalio/client';
import type { ECTicketClient } from '../client/index.js';
import type { TicketApi } from '../ecticket/index.js';
import type { Settings } from '../settings/index.js';
import { EXIT } from './exit-status.js';
import type { Io } from './io.js';

/** What every command takes. */
export interface CommonOptions {
  readonly json?: true | undefined;
  readonly debug?: true | undefined;
}

/**
 * What a command works with: settings, Temporal and ECPay, each made when it is first asked for, and the way out to the
 * person or the script. Nothing is loaded that a command does not need.
 */
export class Shell {
  readonly io: Io;
  readonly json: boolean;
  /** What the process will end with. */
  status: number = EXIT.ok;
  #settings: Promise<Settings> | undefined;
  #client: Promise<Client> | undefined;
  #api: Promise<TicketApi> | undefined;
  #connection: Connection | undefined;

  constructor(io: Io, { json = false }: { readonly json?: boolean | undefined }) {
    this.io = io;
    this.json = json;
  }

  /** @throws SettingsError */
  settings(): Promise<Settings> {
    this.#settings ??= import('../settings/index.js').then(({ readSettings }) => readSettings(this.io.env));
    return this.#settings;
  }

  /** Temporal itself, the namespace being there. @throws as `connect` and `checkNamespace`. */
  temporal(): Promise<Client> {
    this.#client ??= this.#connect();
    return this.#client;
  }

  /** The orders. @throws as {@link temporal}. */
  async tickets(): Promise<ECTicketClient> {
    const client = await this.temporal();
    const { ticketsOn } = await import('./connect.js');
    return ticketsOn(client, await this.settings());
  }

  /** ECPay, or the sandbox. */
  ecpay(): Promise<TicketApi> {
    this.#api ??= this.#makeApi();
    return this.#api;
  }

  /** The outcome on stdout: as JSON for a script, in words for a person. */
  tell(outcome: unknown, words: () => string): void {
    this.line(this.json ? JSON.stringify(outcome, undefined, 2) : words());
  }

  /** A line on stdout. */
  line(text: string): void {
    this.io.stdout.write(`${text}\n`);
  }

  /** A remark to a person, on stderr: a script that reads stdout does not see it. */
  remark(text: string): void {
    if (!this.json) this.io.stderr.write(`${text}\n`);
  }

  async close(): Promise<void> {
    // What could not be made has been told of.
    (await this.#api?.catch(() => undefined))?.close();
    await this.#connection?.close();
  }

  /** Mistakes in the settings are told before the SDK is loaded. */
  async #connect(): Promise<Client> {
    const settings = await this.settings();
    const { connect, checkNamespace, clientOn } = await import('./connect.js');
    this.#connection = await connect(settings.temporal);
    await checkNamespace(this.#connection, settings.temporal);
    return clientOn(this.#connection, settings);
  }

  async #makeApi(): Promise<TicketApi> {
    const { merchants, baseUrl } = await this.settings();
    const { TicketApi } = await import('../ecticket/index.js');
    return new TicketApi({ merchants, baseUrl });
  }
}
