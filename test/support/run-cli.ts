/** The command line run inside the test: what it prints, and the status it would end with. */
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runCli } from '../../cli/run-cli.js';

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  /** What stdout holds, as JSON. */
  readonly json: () => unknown;
}

export interface Around {
  readonly env?: Readonly<Record<string, string>>;
  /** What stands in stdin. */
  readonly stdin?: string;
  /** What a person at a terminal types. */
  readonly typed?: string;
}

/** `ecticket` with these arguments. */
export async function ecticket(args: readonly string[], { env = {}, stdin = '', typed }: Around = {}): Promise<Ran> {
  const input = Object.assign(new PassThrough(), { isTTY: typed !== undefined });
  input.end(typed ?? stdin);
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const printed = Promise.all([text(stdout), text(stderr)]);
  const status = await runCli(args, { env, stdin: input, stdout, stderr });
  stdout.end();
  stderr.end();
  const [out, err] = await printed;
  return { status, out, err, json: () => JSON.parse(out) as unknown };
}
