import { CommanderError } from '@commander-js/extra-typings';
import type { OutcomeUnknownError } from '../client/index.js';
import { CodecKeysMissingError } from './errors/codec-keys-missing-error.js';
import { EXIT, exitStatusOf } from './exit-status.js';
import type { Io } from './io.js';

/** What helps on, for errors whose own words do not know of this command. */
const HINTS: Readonly<Record<string, string | ((details: object) => string | undefined)>> = {
  SEARCH_ATTRIBUTES_MISSING: 'Or run: ecticket setup',
  TEMPORAL_UNAVAILABLE: 'See what is wrong with: ecticket doctor',
  WORKER_UNAVAILABLE: 'See what is wrong with: ecticket doctor',
  OUTCOME_UNKNOWN: howToAskAgain,
};

export interface Manner {
  readonly json: boolean;
  readonly debug: boolean;
}

/**
 * Tells of an error and answers the exit status. An error of ours in its own words, without a stack unless `debug`; any
 * other with its stack. With `json`, `{"error":{"code","message",…}}` on stdout, with what else the error holds.
 */
export function reportError(error: unknown, { json, debug }: Manner, io: Io): number {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
  const known = knownError(error);
  const stack = known === undefined || debug ? { stack: stackOf(error) } : {};
  const { status, code, message, details } = known ?? unexpected(error);
  if (json) io.stdout.write(`${JSON.stringify({ error: { code, message, ...details, ...stack } }, undefined, 2)}\n`);
  else io.stderr.write(`${message}\n${stack.stack === undefined ? '' : `${stack.stack}\n`}`);
  return status;
}

interface Told {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details: object;
}

/** The SDK wraps what our codec throws. */
export function knownError(error: unknown): Told | undefined {
  for (let e = error; e instanceof Error; e = e.cause) {
    if (e instanceof CommanderError) return usage(e);
    if (isUnreadable(e)) return knownError(new CodecKeysMissingError());
    const { code, name: _name, ...details } = e as Error & { code?: unknown };
    const status = typeof code === 'string' ? exitStatusOf(code) : undefined;
    if (typeof code !== 'string' || status === undefined) continue;
    const hint = hintAt(code, details);
    return { status, code, message: hint === undefined ? e.message : `${e.message}\n${hint}`, details };
  }
  return undefined;
}

function hintAt(code: string, details: object): string | undefined {
  const hint = HINTS[code];
  return typeof hint === 'function' ? hint(details) : hint;
}

function howToAskAgain({ workflowId, updateId, reason }: Partial<OutcomeUnknownError>): string {
  return reason === 'workflowEnded'
    ? `Here that is: ecticket order adopt ${workflowId}`
    : `Here that is the same command with: --update-id ${updateId}`;
}

/** commander's message begins with "error: ". */
function usage({ message }: CommanderError): Told {
  return { status: EXIT.usage, code: 'USAGE', message: message.replace(/^error: /, ''), details: {} };
}

/** The SDK's converter met an encrypted payload without our codec before it. */
function isUnreadable({ message }: Error): boolean {
  return /^Unknown encoding: binary\/encrypted/.test(message);
}

function unexpected(error: unknown): Told {
  const message = error instanceof Error ? error.message : String(error);
  return { status: EXIT.failed, code: 'UNEXPECTED', message, details: {} };
}

function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined;
}
