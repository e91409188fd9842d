/** Runs the command line inside the test and returns its output and exit status. */
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runCli } from '../../cli/run-cli.js';

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  /** Parses stdout as JSON. */
  readonly json: () => unknown;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** The content of stdin. */
  readonly stdin?: string;
  /** Input typed at a terminal; stdin then counts as a TTY. */
  readonly typed?: string;
}

/** Runs `ecticket` with these arguments. */
export async function ecticket(
  args: readonly string[],
  { env = {}, stdin = '', typed }: RunOptions = {},
): Promise<Ran> {
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
