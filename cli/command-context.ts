import type { Readable, Writable } from 'node:stream';
import type { Client, Connection } from '@temporalio/client';
import type { ECTicketClient } from '../client/index.js';
import type { TicketApi } from '../ecticket/index.js';
import type { Env, Settings } from '../settings/index.js';
import { languageOf, NOT_A_LANGUAGE } from '../settings/language.js';
import { mistakeIn } from '../settings/setting-names.js';
import { SettingsError } from '../settings/settings-error.js';
import { toTerminalJson, toTerminalText } from './display/terminal-text.js';
import { EXIT } from './exit-status.js';
import { EN, TEXTS, type Texts } from './texts/index.js';

/** Options of every command that runs an action. */
export interface CommonOptions {
  readonly json?: true | undefined;
  readonly debug?: true | undefined;
}

/** The environment and streams of the process. Tests pass their own. */
export interface Io {
  readonly env: Env;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

/**
 * What the action of a command works with: settings, Temporal, ECPay and the output. Each part is loaded and created on
 * first use, so that a command loads nothing that it does not need.
 */
export class CommandContext {
  readonly io: Io;
  readonly json: boolean;
  /** What the command prints for people. JSON is always English. */
  readonly texts: Texts;
  /** The exit status of the process. */
  status: number = EXIT.ok;
  #settings: Promise<Settings> | undefined;
  #client: Promise<Client> | undefined;
  #api: Promise<TicketApi> | undefined;
  #connection: Connection | undefined;

  /** @throws SettingsError if ECTICKET_LANG is no language of the command line */
  constructor(io: Io, { json = false }: { readonly json?: boolean | undefined }) {
    const language = languageOf(io.env);
    if (language === undefined) throw new SettingsError([mistakeIn('ECTICKET_LANG', NOT_A_LANGUAGE)]);
    this.io = io;
    this.json = json;
    this.texts = json ? EN : TEXTS[language];
  }

  /** @throws SettingsError */
  settings(): Promise<Settings> {
    this.#settings ??= import('../settings/index.js').then(({ readSettings }) => readSettings(this.io.env));
    return this.#settings;
  }

  /** Returns a Temporal client whose namespace exists. @throws as `connectToTemporal` and `checkNamespace` */
  temporal(): Promise<Client> {
    this.#client ??= this.#connect();
    return this.#client;
  }

  /** Returns the client of ticket orders. @throws as {@link temporal} */
  async tickets(): Promise<ECTicketClient> {
    const client = await this.temporal();
    const { createTicketClient } = await import('./temporal-client.js');
    return createTicketClient(client, await this.settings());
  }

  /** Returns the API client of ECPay or of the sandbox. */
  ecpay(): Promise<TicketApi> {
    this.#api ??= this.#createApi();
    return this.#api;
  }

  /** Prints the outcome to stdout: as JSON with `--json`, otherwise as text. */
  print(outcome: unknown, format: () => string): void {
    this.printLine(this.json ? toTerminalJson(outcome) : format());
  }

  /** Prints a line to stdout. */
  printLine(text: string): void {
    this.io.stdout.write(`${toTerminalText(text)}\n`);
  }

  /** Prints a note to stderr, for people only: nothing with `--json`. */
  printNote(text: string): void {
    if (!this.json) this.io.stderr.write(`${toTerminalText(text)}\n`);
  }

  async close(): Promise<void> {
    // A failed creation was reported where it was first awaited.
    (await this.#api?.catch(() => undefined))?.close();
    await this.#connection?.close();
  }

  /** Reads the settings first: mistakes in them are reported without loading the SDK. */
  async #connect(): Promise<Client> {
    const settings = await this.settings();
    const { connectToTemporal, checkNamespace, createClient } = await import('./temporal-client.js');
    this.#connection = await connectToTemporal(settings.temporal);
    await checkNamespace(this.#connection, settings.temporal);
    return createClient(this.#connection, settings);
  }

  async #createApi(): Promise<TicketApi> {
    const { merchants, baseUrl } = await this.settings();
    const { TicketApi } = await import('../ecticket/index.js');
    return new TicketApi({ merchants, baseUrl });
  }
}
