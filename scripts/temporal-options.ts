import { parseOptions, UsageError } from './command.js';

export const USAGE = `Usage: npm run temporal [-- options]

  --port P                 the server listens on this port (7233)
  --ui-port U              the Web UI listens on this port (a thousand above the server's)
  --db FILE                keep the server's state in this file; without it, the state is lost when the server ends
  --ui-codec-endpoint URL  the codec server with which the Web UI decrypts payloads
  --help                   show this help

Exit status:
  0  it was ended by a signal
  1  the server cannot start, or ended by itself
  2  invalid options`;

/** Options of the development server. */
export interface TemporalOptions {
  readonly port: number;
  readonly uiPort: number;
  /** The file that stores the server's state. Without it, the state is lost when the server ends. */
  readonly db?: string;
  /** The codec server with which the Web UI decrypts payloads. */
  readonly uiCodecEndpoint?: string;
}

/**
 * Arguments of every development server. They enable fairness keys, without which the orders of one merchant may wait
 * behind those of another. Priorities are enabled by default (server 1.31).
 */
export const SERVER_SETTINGS = ['--dynamic-config-value', 'matching.enableFairness=true'] as const;

const HIGHEST_PORT = 65_535;

/**
 * Parses the command line. The ports default to Temporal's own.
 * @throws UsageError which names the wrong option and says how to correct it
 */
export function readTemporalOptions(args: readonly string[]): TemporalOptions | 'help' {
  const values = parseOptions(args, {
    port: { type: 'string', default: '7233' },
    'ui-port': { type: 'string' },
    db: { type: 'string' },
    'ui-codec-endpoint': { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) return 'help';
  const port = readPort('port', values.port);
  const uiPort = values['ui-port'] === undefined ? port + 1000 : readPort('ui-port', values['ui-port']);
  if (uiPort > HIGHEST_PORT || uiPort === port) {
    throw new UsageError(`The Web UI cannot listen on ${uiPort}. Choose another port with --ui-port.`);
  }
  if (values.db === '') throw new UsageError('--db is empty. Give the path of a file.');
  const uiCodecEndpoint = values['ui-codec-endpoint'];
  if (uiCodecEndpoint !== undefined) checkEndpoint(uiCodecEndpoint);
  return {
    ...{ port, uiPort },
    ...(values.db !== undefined && { db: values.db }),
    ...(uiCodecEndpoint !== undefined && { uiCodecEndpoint }),
  };
}

function checkEndpoint(text: string): void {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return;
  throw new UsageError(
    `--ui-codec-endpoint: "${text}" is not an http or https address. Give one such as http://127.0.0.1:4620.`,
  );
}

function readPort(option: string, text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > HIGHEST_PORT) {
    throw new UsageError(`--${option}: "${text}" is not a port. Give a number from 1 to ${HIGHEST_PORT}.`);
  }
  return port;
}
