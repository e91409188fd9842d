import { parseOptions, UsageError } from '../scripts/command.js';
import { FIGURES, FIGURE_NAMES, type FigureName } from './figures/index.js';

export interface BenchOptions {
  /** The figures to measure, in the order in which they are measured. */
  readonly names: readonly FigureName[];
  /** Prints all figures as one line of JSON at the end. */
  readonly json: boolean;
  /** The sizes of the goals instead of those that fit into fifteen minutes. Takes hours. */
  readonly full: boolean;
  /** `host:port` of the Temporal server on which to measure. Without it, the bench starts a development server. */
  readonly address: string | undefined;
  /** A file with the JSON of an earlier run. The bench draws its plots and measures nothing. */
  readonly plots: string | undefined;
}

const widest = Math.max(...FIGURE_NAMES.map((name) => name.length));

export const USAGE = `Usage: npm run bench [-- options]

  --only NAME          measure this figure only; may be repeated
  --json               print all figures as one line of JSON at the end
  --full               measure 10,000 open orders, and a burst of 10,000 at 5 calls per second; takes hours
  --address HOST:PORT  measure on this Temporal server, in new namespaces that are deleted afterwards
  --plots FILE         draw docs/images/open-orders-*.svg from the saved last line of a run with --json
  --help               show this help

Figures:
${FIGURE_NAMES.map((name) => `  ${name.padEnd(widest)}  ${FIGURES[name].title}`).join('\n')}`;

const OPTIONS = {
  only: { type: 'string', multiple: true },
  json: { type: 'boolean', default: false },
  full: { type: 'boolean', default: false },
  address: { type: 'string' },
  plots: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Parses the command line. @throws UsageError with a message that names the mistake. */
export function readOptions(args: readonly string[]): BenchOptions | 'help' {
  const { only = [], json, full, address, plots, help } = parseOptions(args, OPTIONS);
  if (help) return 'help';
  const unknown = only.filter((name) => !isFigureName(name));
  if (unknown.length > 0) {
    const names = unknown.map((name) => JSON.stringify(name)).join(', ');
    throw new UsageError(`--only: there is no figure ${names}. Figures: ${FIGURE_NAMES.join(', ')}.`);
  }
  if (address !== undefined && !ADDRESS.test(address))
    throw new UsageError(`--address: ${JSON.stringify(address)} is not host:port, such as 127.0.0.1:7233.`);
  const names = FIGURE_NAMES.filter((name) => only.length === 0 || only.includes(name));
  return { names, json, full, address, plots };
}

/** `host:port`, with an IPv6 host in brackets. */
const ADDRESS = /^(\[[0-9a-fA-F:.]+\]|[^\s:/@[\]]+):\d{1,5}$/;

function isFigureName(name: string): name is FigureName {
  return Object.hasOwn(FIGURES, name);
}
