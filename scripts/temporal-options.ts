import { parseArgs } from 'node:util';

/** Where the development server listens, and the file it keeps its state in. */
export interface TemporalOptions {
  readonly port: number;
  readonly uiPort: number;
  /** Left out, everything is forgotten at the end. */
  readonly db?: string;
  /** The codec server that the Web UI asks to read encrypted payloads. */
  readonly uiCodecEndpoint?: string;
}

/**
 * Arguments of every development server that is started here. Fairness keys, by which no merchant's orders wait behind
 * another's, have no effect unless the server enables them; priorities are on by default (server 1.31).
 */
export const SERVER_SETTINGS = ['--dynamic-config-value', 'matching.enableFairness=true'] as const;

const HIGHEST_PORT = 65_535;

/**
 * Reads `--port P --ui-port U --db FILE --ui-codec-endpoint URL`. The ports default to Temporal's own: 7233, and the Web UI a thousand above.
 * @throws {Error} saying which option is wrong and what it should be
 */
export function readTemporalOptions(argv: string[]): TemporalOptions {
  const { values } = parseArgs({
    args: argv,
    options: {
      port: { type: 'string', default: '7233' },
      'ui-port': { type: 'string' },
      db: { type: 'string' },
      'ui-codec-endpoint': { type: 'string' },
    },
  });
  const port = readPort('port', values.port);
  const uiPort = values['ui-port'] === undefined ? port + 1000 : readPort('ui-port', values['ui-port']);
  if (uiPort > HIGHEST_PORT || uiPort === port) {
    throw new Error(`The Web UI cannot listen on ${uiPort}. Choose another port with --ui-port.`);
  }
  if (values.db === '') throw new Error('--db is empty. Give the path of a file.');
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
  throw new Error(
    `--ui-codec-endpoint: "${text}" is not an http or https address. Give one such as http://127.0.0.1:4620.`,
  );
}

function readPort(option: string, text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > HIGHEST_PORT) {
    throw new Error(`--${option}: "${text}" is not a port. Give a number from 1 to ${HIGHEST_PORT}.`);
  }
  return port;
}
