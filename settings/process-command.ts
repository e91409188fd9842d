/** The command line of the worker, the receiver and the codec server. */
import { parseArgs } from 'node:util';
import { packageVersion, pageUrl, usageOf, type Program } from './installation.js';
import { asSentence, checkListenOptions, UsageError, type ListenOptions } from './listen-options.js';
import { settingsUsedBy } from './setting-purposes.js';

/** What `--help` says of a process. */
export interface ProcessCommand {
  readonly program: Exclude<Program, 'sandbox'>;
  /** What the process does, in sentences. */
  readonly description: string;
  /** What it serves at its port. */
  readonly serves: string;
  readonly defaultPort: number;
  /** Why it ends with status 1. */
  readonly failures: string;
}

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/**
 * Parses `[--port P] [--host H] [--help] [--version]`.
 *
 * @returns where to listen, or the text that `--help` or `--version` prints
 * @throws UsageError for any other argument
 */
export function readProcessCommand(args: readonly string[], command: ProcessCommand): ListenOptions | string {
  const { help, version, port = String(command.defaultPort), host } = parse(args);
  if (help) return helpText(command);
  if (version) return packageVersion();
  return checkListenOptions(port, host);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    const mistake = asSentence((error as Error).message);
    throw new UsageError(`${mistake} The options are --port P, --host H, --help and --version.`);
  }
}

function helpText({ program, description, serves, defaultPort, failures }: ProcessCommand): string {
  const settings = settingsUsedBy(program);
  const width = Math.max(...settings.map(([name]) => name.length)) + 2;
  return `${usageOf(program)}

${description}

Options:
  --port P    port of ${serves} (default: ${defaultPort}); 0 selects a free port
  --host H    address to listen on (default: 127.0.0.1)
  --help, -h  print this text
  --version   print the version of temporal-ecticket

Settings, from the environment. Their values:
${pageUrl('reference/settings.md')}
${settings.map(([name, purpose]) => `  ${name.padEnd(width)}${purpose}`).join('\n')}${
    program === 'codec'
      ? ''
      : `\n  ${'TEMPORAL_…'.padEnd(width)}Temporal's own: address, namespace, TLS, API key, profile`
  }

Exit status:
  0  it was ended by a signal
  1  ${failures}
  2  invalid options or settings`;
}
