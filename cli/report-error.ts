import { CommanderError } from '@commander-js/extra-typings';
import type { OutcomeUnknownError } from '../client/index.js';
import type { Io } from './command-context.js';
import { toTerminalJson, toTerminalText } from './display/terminal-text.js';
import { EXIT, exitStatusOf } from './exit-status.js';

/** Hints for errors whose own messages do not mention this command. */
const HINTS: Readonly<Record<string, string | ((details: object) => string | undefined)>> = {
  SEARCH_ATTRIBUTES_MISSING: 'Or run: ecticket setup',
  TEMPORAL_UNAVAILABLE: 'To find out what is wrong, run: ecticket doctor',
  WORKER_UNAVAILABLE: 'To find out what is wrong, run: ecticket doctor',
  OUTCOME_UNKNOWN: howToRetry,
};

/** Temporal holds encrypted payloads, and this command has no codec key. */
class CodecKeysNeededError extends Error {
  override readonly name = 'CodecKeysNeededError';
  readonly code = 'CODEC_KEYS_NEEDED';

  constructor() {
    super('The orders in Temporal are encrypted, and ECTICKET_CODEC_KEYS is not set. Set it as for the worker.');
  }
}

export interface ReportOptions {
  readonly json: boolean;
  readonly debug: boolean;
}

/**
 * Prints an error and returns the exit status. A known error is printed without its stack unless `debug`; any other
 * error with its stack. With `json`, prints `{"error":{"code","message",…}}` with the error's further fields to stdout.
 */
export function reportError(error: unknown, { json, debug }: ReportOptions, io: Io): number {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
  const known = describeKnownError(error);
  const stack = known === undefined || debug ? { stack: stackOf(error) } : {};
  const { status, code, message, details } = known ?? describeUnexpected(error);
  if (json) io.stdout.write(`${toTerminalJson({ error: { code, message, ...details, ...stack } })}\n`);
  else io.stderr.write(toTerminalText(`${message}\n${stack.stack === undefined ? '' : `${stack.stack}\n`}`));
  return status;
}

interface ErrorDescription {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** The error's own further fields. */
  readonly details: object;
}

/** Describes the first known error among an error and its causes: the SDK wraps the errors of this package's codec. */
export function describeKnownError(error: unknown): ErrorDescription | undefined {
  for (let e = error; e instanceof Error; e = e.cause) {
    if (e instanceof CommanderError) return describeUsageError(e);
    if (isEncryptedPayloadError(e)) return describeKnownError(new CodecKeysNeededError());
    const { code, name: _name, ...details } = e as Error & { code?: unknown };
    const status = typeof code === 'string' ? exitStatusOf(code) : undefined;
    if (typeof code !== 'string' || status === undefined) continue;
    const hint = hintFor(code, details);
    return { status, code, message: hint === undefined ? e.message : `${e.message}\n${hint}`, details };
  }
  return undefined;
}

function hintFor(code: string, details: object): string | undefined {
  const hint = HINTS[code];
  return typeof hint === 'function' ? hint(details) : hint;
}

function howToRetry({ workflowId, updateId, reason }: Partial<OutcomeUnknownError>): string {
  return reason === 'workflowEnded'
    ? `On the command line: ecticket order adopt ${workflowId}`
    : `On the command line, run the same command with: --update-id ${updateId}`;
}

/** commander's messages begin with "error: ". */
function describeUsageError({ message }: CommanderError): ErrorDescription {
  return {
    status: EXIT.usage,
    code: 'USAGE',
    message: `${message.replace(/^error: /, '')}\nSee: ecticket --help`,
    details: {},
  };
}

/** The SDK's converter found an encrypted payload, and no codec was configured. */
function isEncryptedPayloadError({ message }: Error): boolean {
  return /^Unknown encoding: binary\/encrypted/.test(message);
}

function describeUnexpected(error: unknown): ErrorDescription {
  const message = error instanceof Error ? error.message : String(error);
  return { status: EXIT.failed, code: 'UNEXPECTED', message, details: {} };
}

function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined;
}
