import { parseArgs } from 'node:util';

/** Where the receiver listens. */
export interface ProcessOptions {
  readonly port: number;
  readonly host: string;
}

const HIGHEST_PORT = 65_535;

/**
 * Reads `--port P --host H`. Port 0 takes any free one. Only this machine is listened to unless the host says otherwise:
 * a proxy that speaks HTTPS stands before it.
 *
 * @throws Error saying which option is wrong and what it should be.
 */
export function readProcessOptions(argv: string[]): ProcessOptions {
  const { values } = parseArgs({
    args: argv,
    options: { port: { type: 'string', default: '4610' }, host: { type: 'string', default: '127.0.0.1' } },
  });
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > HIGHEST_PORT) {
    throw new Error(`--port: "${values.port}" is not a port. Give a number from 0 to ${HIGHEST_PORT}.`);
  }
  if (values.host === '') throw new Error('--host is empty. Give an address to listen on, such as 0.0.0.0.');
  return { port, host: values.host };
}
