import type { Readable, Writable } from 'node:stream';
import type { Env } from '../settings/environment.js';

/** What the command line is run in. A process has it all; a test brings its own. */
export interface Io {
  readonly env: Env;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
}
